/* Wishes as people put them: angry, polite, in the middle of a story, for themselves and for others; and stories that only
 * sound like wishes. Each kind and the whole mail without quotation. */
#pragma once
#include "reply/classify.h"

struct said_case {
    enum mail_kind kind;
    const char *words;
};

static const struct said_case said_cases[] = {
    {KIND_WITHDRAW, "I sent you my answers on Monday and have not slept since. Could they be got rid of? I don't want to be "
                    "part of this any more."},
    {KIND_WITHDRAW,
     "Having talked it over with my husband I would feel happier if you didn't have what I wrote. Would you mind deleting it."},
    {KIND_WITHDRAW, "My union rep has advised me that nothing I sent you should stay on file. Please act on this today."},
    {KIND_WITHDRAW, "Sorry to mess you about. I've got cold feet. Can you pretend I never answered?"},
    {KIND_WITHDRAW, "I filled this in last week when I was very low. I now regret it bitterly and want it gone."},
    {KIND_WITHDRAW, "if this isn't anonymous delete it"},
    {KIND_WITHDRAW, "If there is any chance at all that my chair of governors could see what I wrote, then please destroy it."},
    {KIND_WITHDRAW, "I am writing on behalf of my wife, Anne Parry, who answered your survey in March. She has asked me to ask "
                    "you to remove her answers."},
    {KIND_WITHDRAW,
     "Mum sent you a long email about her inspection. She is in hospital now and we, her family, want it deleted."},
    {KIND_WITHDRAW, "Get my stuff off your computers. All of it. Now."},
    {KIND_WITHDRAW, "I did not understand that this would be kept for two years. On that basis I do not agree to you holding "
                    "my response, and ask that you dispose of it."},
    {KIND_WITHDRAW, "Dear team, thank you for the kind acknowledgement. On reflection, I'd rather not be included. Please take "
                    "my reply out of your figures."},
    {KIND_WITHDRAW, "Please ignore and delete my email of 3 March. It was sent in anger."},
    {KIND_WITHDRAW,
     "The inspector has been back in touch and I am frightened. They made me doubt everything, the staff, the data, myself. I "
     "told you about it all last month and now I would be grateful if my account could be removed before anyone reads it."},
    {KIND_WITHDRAW, "I'm withdrawing. My trust's lawyers have been on the phone."},
    {KIND_WITHDRAW, "Consider my consent withdrawn."},
    {KIND_WITHDRAW, "Under GDPR I object to the processing of my data and want it erased."},
    {KIND_WITHDRAW, "I'd be obliged if you'd strike my entry from the record."},
    {KIND_WITHDRAW, "You have my permission for nothing. Whatever you hold of mine, get rid of it."},
    {KIND_WITHDRAW, "Please can you bin it, I was in a bad way when I wrote that."},
    {KIND_WITHDRAW, "It was a mistake to reply. I wish I hadn't. Would it be possible for my answers not to be kept?"},
    {KIND_WITHDRAW, "My head replied to this from our shared account without asking the rest of the team. We should all like "
                    "that reply withdrawn."},
    {KIND_UNSUBSCRIBE, "Kindly remove this address from whatever it has found its way on to."},
    {KIND_UNSUBSCRIBE, "How many times must I ask? I am not a headteacher, never have been, and these messages must stop."},
    {KIND_UNSUBSCRIBE, "I retired in 2016. I had a good career and two kind inspections. Please don't send me any more of "
                       "these, I have nothing to tell you."},
    {KIND_UNSUBSCRIBE, "Mr Hollins left us at Easter. Please take him off your mailing list."},
    {KIND_UNSUBSCRIBE, "Mrs Whitlock sadly died in January. It upsets the office each time one of these comes in. Could you "
                       "stop writing to her please."},
    {KIND_UNSUBSCRIBE, "Count me out, and don't chase me again."},
    {KIND_UNSUBSCRIBE, "Thank you for asking but I'd prefer not to hear about this again."},
    {KIND_UNSUBSCRIBE, "This is the third reminder. There must not be a fourth."},
    {KIND_UNSUBSCRIBE, "I never signed up to this. Get me off it."},
    {KIND_UNSUBSCRIBE, "Not for me, thank you. No further reminders please."},
    {KIND_UNSUBSCRIBE, "You lot are as bad as Ofsted. Leave my inbox alone."},
    {KIND_UNSUBSCRIBE, "Please could our school be left out of your mailings from now on."},
    {KIND_UNSUBSCRIBE, "I'd like to opt out of anything further from the campaign."},
    {KIND_UNSUBSCRIBE, "Please cease and desist from emailing any member of staff at this school."},
    {KIND_UNSUBSCRIBE, "We are drowning in surveys. With respect, no thanks, and please cross us off."},
    {KIND_UNSUBSCRIBE, "I've told you my story once. It took it out of me and I was in bed for two days after. Please don't "
                       "send anything else about it."},
    {KIND_UNSUBSCRIBE, "Wrong person! I run a cattery. Please delete my details from your list so I don't get these."},
    {KIND_UNSUBSCRIBE, "I do not consent to receiving your emails and will report you if another one arrives."},
    {KIND_UNSUBSCRIBE, "Please note that I no longer wish to be contacted by HeadsUp4HTs."},
    {KIND_UNSUBSCRIBE, "please stop"},
    {KIND_UNSUBSCRIBE, "Can whoever runs this make sure I'm not sent any more? Ta"},
    {KIND_UNSUBSCRIBE, "I want nothing more to do with this. Don't write again."},
    {KIND_ACCESS, "I can't for the life of me remember what I put. Could you let me have it back?"},
    {KIND_ACCESS,
     "I replied in January, I think. Would you send me what I said? I want to read it before I speak to my governors."},
    {KIND_ACCESS, "Please confirm whether you process any personal data relating to me and, if so, supply it."},
    {KIND_ACCESS, "What have you got written down about me? I'd like to see it, all of it."},
    {KIND_ACCESS, "My solicitor wants to know everything you have on file under my name."},
    {KIND_ACCESS, "I lost my sent items when the trust changed our email. Any chance of a copy of my reply?"},
    {KIND_ACCESS, "As is my right I want to see every record in which I am named."},
    {KIND_ACCESS, "Hello, I did your survey a while ago and it poured out of me. I am seeing a counsellor now and she thinks "
                  "it may help to read it. Is there a way I could get the text of it?"},
    {KIND_ACCESS, "Could you tell me exactly what information is kept from my email, where it's kept and who can look at it?"},
    {KIND_ACCESS, "I wish to make a data request. Please treat this as formal."},
    {KIND_ACCESS,
     "For my husband, who cannot type at present: he would like to have sight of the data your organisation holds about him."},
    {KIND_ACCESS, "DSAR. Full name Judith Marsh. Please acknowledge."},
    {KIND_ACCESS, "Don't delete anything, but I would like to know what you've kept from me."},
    {KIND_QUESTION, "Is this only about Ofsted, or does Estyn count? We are just over the border."},
    {KIND_QUESTION, "Two quick ones before I start. Do governors see it? Can I leave bits out?"},
    {KIND_QUESTION, "My inspection was in 2009. Is that of any use to you?"},
    {KIND_QUESTION, "I'd be happy to do this but my laptop won't show the questions. Can you send them as a Word document?"},
    {KIND_QUESTION, "Who do I speak to about being interviewed?"},
    {KIND_QUESTION, "What will you do with it all when you've got it?"},
    {KIND_QUESTION, "I'm an assistant head who led through it because the head was off. Am I the sort of person you're after?"},
    {KIND_QUESTION, "Forgive me for asking, but are you anything to do with the union?"},
    {KIND_QUESTION, "When's the cut off? I have been told by the doctor not to look at a screen until the 14th. It's been a "
                    "hard term and we had the call three days before I was signed off."},
    {KIND_QUESTION, "Would a paper copy be possible?"},
    {KIND_QUESTION, "Please could you explain what \"no overall grade\" means in question 5."},
    {KIND_QUESTION, "Did my answers arrive? I sent them on Sunday and heard nothing."},
    {KIND_QUESTION, "Can I change one of my answers or is it too late?"},
    {KIND_QUESTION, "I don't mind answering, but how do I know you won't pass it to the local authority?"},
    {KIND_QUESTION, "Do you need the URN?"},
    {KIND_QUESTION, "The email you sent says reply with numbers. Which numbers?"},
    {KIND_QUESTION, "Happy to take part. Should I do it for the last inspection or the worst one?"},
    {KIND_QUESTION, "I should like to know how you came by my private address."},
    {KIND_REPLY, "I withdrew my complaint in the end because it was making me ill. They never wrote to say they had noticed."},
    {KIND_REPLY, "My deputy left at Christmas and I nearly followed her. Nobody asked why."},
    {KIND_REPLY, "Stop the inspections. That is all I have to say. They do nothing for children and they break good people."},
    {KIND_REPLY,
     "I don't want to withdraw anything I have said. It was the worst week of my life and I'd like people to know."},
    {KIND_REPLY, "They wanted to see everything we held on every child, and a copy of the single central record, before they "
                 "had taken off their coats."},
    {KIND_REPLY, "What was I supposed to say to the staff? How do you stand up in front of forty people and tell them it is "
                 "not good enough? I just read out the letter and went home."},
    {KIND_REPLY, "The report ought to be removed from the website. It is still the first thing anyone sees, five years later."},
    {KIND_REPLY, "I asked to be taken off the headteacher recruitment panel, I stopped answering emails, I deleted my "
                 "accounts. I was hiding, I suppose."},
    {KIND_REPLY, "My wife wanted me to pull out there and then. I said I would not give them the satisfaction."},
    {KIND_REPLY, "He told the team to stop writing to parents until it was published. We were not to contact anyone."},
    {KIND_REPLY, "Please use my words. I would only ask that you take the name of the school out."},
    {KIND_REPLY,
     "Why do we put up with it? Because the children are there on Monday morning and somebody has to open the door."},
    {KIND_REPLY, "We had the phone call at 10.40. By two I had been sick. The team were polite. It was Good. I have never felt "
                 "so little about so much."},
    {KIND_REPLY, "I had asked for the inspection to be deferred, as our site manager had died that weekend. They declined. I "
                 "did not ask again."},
    {KIND_REPLY,
     "Do you know what she said to my Year 6 teacher? That she had no presence. Twenty six years in that classroom."},
    {KIND_REPLY, "Delete Ofsted. Start again with people who have run a school."},
    {KIND_REPLY, "You'll have read a hundred of these. In mine the lead inspector would not remove his coat, or the boy's name "
                 "from the report, and I've never forgiven either."},
    {KIND_REPLY, "I never want to go through that again. I don't want to hear from Ofsted for the rest of my life."},
    {KIND_REPLY, "She wanted my data, all my data, by noon. I sent what I had. It was not enough. Nothing would have been."},
    {KIND_REPLY,
     "My union told me to withdraw from the pilot and I wish I had done as they said, since the pilot is what did for us."},
    {KIND_REPLY, "No, I am not asking you to take anything out. I just wanted to add that the second visit was kinder."},
    {KIND_REPLY, "We wrote to ask what evidence they held. Eleven weeks. Then two pages with most of it blacked out."},
    {KIND_REPLY, "Someone should make them stop. I can't do it and nor can my governors."},
    {KIND_REPLY,
     "I cancelled my leaving do. I was asked to take down the banner with our old grade, in the rain, with parents watching."},
};

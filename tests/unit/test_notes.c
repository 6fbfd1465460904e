/* A paragraph beside answers: a note about the mail, which is no part of an experience, or an account, of which no word is
 * lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "reading/reading.h"

#define ANSWERS "1. serving\n2. primary\n3. March 2023\n4. graded\n5. Good\n6. partly\n7. 4\n8. 5\n14. 3\n17. yes"

static struct knowledge *knowledge;

struct paragraph {
    bool is_note, is_before;
    const char *text;
};

static const struct paragraph paragraphs[] = {
    {true, false, "All the rest stands."},
    {true, true, "Greetings from a wet Thursday."},
    {true, true, "on the train so forgive thumbs"},
    {true, true, "D, can you get this to them. I've lost the original."},
    {true, true,
     "We were done twice in three years. Please take my answers as being about the second one, 2024, since that is the one "
     "that did the damage:"},
    {true, true,
     "We are co-heads (job share, Lorna does Mon-Wed and I do Wed-Fri) so you get two for the price of one. Where it says L "
     "and A we did not agree!"},
    {true, false, "Helen (daughter)"},
    {true, true, "Sorry it has taken me so long to get round to this, half term rather got in the way."},
    {true, true, "Right then, cup of tea in hand, here goes."},
    {true, false, "I've kept it short as I gather you have hundreds to get through."},
    {true, false, "Hope you can make sense of that."},
    {true, false, "Snowing here. School shut, hence the time to write."},
    {true, true, "I am typing this for my husband, whose eyes are poor. The words are his."},
    {true, false, "Anything I have left empty I couldn't remember."},
    {true, true, "I have only done the ones that apply to me."},
    {true, false, "Good luck with it all!"},
    {true, false, "More power to your elbow."},
    {true, true, "Apologies in advance for the spelling, I'm on my phone in a car park."},
    {true, true, "My answers relate to my previous school, not the one in my email address."},
    {true, false, "Typed by Sandra in the office, as dictated."},
    {true, true, "This is about the 2019 one. We have had another since but that was fine."},
    {true, true, "I'll do these in order as best I can."},
    {true, false, "You can ring me if anything's unclear."},
    {true, false, "If you need more than this you know where I am."},
    {true, true, "Happy Friday! Bit of a rush job, bell goes in five minutes."},
    {true, true, "Second attempt. The first one vanished when I pressed send."},
    {true, false, "That's everything I think."},
    {true, false, "Rest as before."},
    {true, true, "Answering as the former head; the current head will send her own."},
    {true, true, "Numbers refer to your questions."},
    {true, false, "P.S. I deleted the questions to save space."},
    {true, false, "I wasn't sure what you meant by 12 so I've left it."},
    {true, true, "I've been meaning to reply for weeks."},
    {true, false, "Everything else as I told you in March."},
    {true, true, "Please pass this on to whoever collects them."},
    {true, false, "No need to acknowledge."},
    {true, false, "Margaret (for Tom Ellery)"},
    {true, true, "Two schools, so I've put A for the infants and B for the juniors."},
    {true, true, "Lost your mail and got these questions off a colleague, so the order may be different."},
    {true, false, "Sent with a cat on the keyboard, so excuse any odd letters."},
    {true, false, "Off to teach Year 4 now!"},
    {true, false, "Thanks for doing this, and I look forward to reading the results."},
    {true, true, "As requested, mine below. Dull, I fear."},
    {false, false, "The lead inspector was kind to my staff and short with me."},
    {false, false, "I still wake at four."},
    {false, false, "Nobody rang afterwards. Not the trust, not the council."},
    {false, false, "She said the form of words would be softened and it wasn't."},
    {false, true,
     "We knew it was coming. The phone went on the Monday at ten past ten and I remember putting the kettle on as if it were "
     "any other call."},
    {false, false, "My deputy has gone. Two teachers have gone. The caretaker cried."},
    {false, false, "It rained all day and they stood in the playground with clipboards while the children watched."},
    {false, false, "They sent the draft report on the last day of term, so that we had the whole of Christmas to look at it."},
    {false, false, "He asked me for the spreadsheet three times and never opened it."},
    {false, true, "I was a different person before that week."},
    {false, false, "I left teaching at fifty one. I had meant to go on till I dropped."},
    {false, false, "The worst of it was the train home, not knowing what to tell my wife."},
    {false, false, "I answered every question they put and was told I had been defensive."},
    {false, true, "There is a box in our loft that I can't open."},
    {false, false, "Parents stopped me in the street to say sorry."},
    {false, false, "They were on their phones for most of the lesson."},
    {false, false, "My mother was dying that week. The answer was no deferral."},
    {false, false, "Fairness does not come into it."},
    {false, false, "In short, it broke me."},
    {false, false, "The children were magnificent."},
    {false, false, "I'm fine now. I wasn't."},
    {false, false, "No thanks to anybody at the council."},
    {false, false, "What hurts is that they were right about the phonics."},
    {false, true, "Ours is a small school on an estate that nobody visits unless they are paid to."},
    {false, false, "The report was late, and short, and wrong about reading."},
    {false, false, "Quick, brutal, done."},
    {false, false, "I apologised to the staff, for what I could not say."},
    {false, false, "I sent the letter to parents at five and sat in the car until seven."},
    {false, false, "Good staff were left in tears over a tick box."},
    {true, true, "Morning! Grey and drizzly here, but at least it's nearly the holidays."},
    {true, true, "I'm doing this on the sofa with a cold, so bear with me."},
    {true, false, "Ignore the bit about dates in my last one."},
    {true, false, "Ruth (his wife)"},
    {true, true, "The answers that follow are for our junior site only."},
    {true, false, "Let me know if you can't read any of it."},
    {true, true, "K, please send this off for me, I can't get into my email. Thanks."},
    {true, false, "I've missed some out, sorry."},
    {true, true, "Filling this in for my predecessor, who has asked me to."},
    {true, false, "All other answers unchanged."},
    {true, true, "Long overdue, I know."},
    {true, false, "Best of luck with the campaign."},
    {true, true, "We did this together as a leadership team, hence the we."},
    {true, false, "That's me done."},
    {true, true, "Only had time for the numbers."},
    {true, true, "Mine, for what they're worth:"},
    {true, true, "My secretary will send the attachment separately."},
    {true, true, "I've put the answers in capitals so that you can find them."},
    {true, false, "Must dash, assembly."},
    {true, false, "Do come back to me with any queries."},
    {true, true, "I was inspected three times; I have chosen the last."},
    {false, false, "I have not been back in that hall since."},
    {false, false, "We buried a pupil in the spring and they asked about attendance."},
    {false, true, "It was a wet Thursday and the boiler had gone, and four of them came up the drive in black coats."},
    {false, false, "I shook for two days."},
    {false, false, "Our chair resigned over it. Our business manager went off sick and so in the end did I."},
    {false, false, "The second inspector could not have been nicer."},
    {false, false, "I answered the phone and my life changed."},
    {false, false, "Somebody should tell them what a nursery is."},
    {false, false, "I've had cancer and this was worse."},
    {false, true, "Before all this I ran marathons."},
    {false, false, "Happy to be out of it."},
    {false, false, "My husband read the report aloud and laughed, and then he saw my face."},
    {false, false, "It took four months for the final version to be sent."},
    {false, false, "Each morning I counted the days."},
    {false, false, "They missed the best of us."},
};

static struct reading *read_beside_answers(const struct paragraph *paragraph)
{
    const char *first = paragraph->is_before ? paragraph->text : ANSWERS,
               *last = paragraph->is_before ? ANSWERS : paragraph->text;
    g_autofree char *mail =
        g_strdup_printf("From: A Head <head@school.example>\nSubject: Re: Your experience\nMIME-Version: 1.0\n"
                        "Content-Type: text/plain; charset=utf-8\n\n%s\n\n%s\n",
                        first, last);
    g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail));
    return reading_make(knowledge, bytes);
}

static void tells_notes_from_accounts(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(paragraphs); i++) {
        AUTO(reading) reading = read_beside_answers(&paragraphs[i]);
        const struct read_answer *experience = reading_answer(reading, "experience");
        bool right = paragraphs[i].is_note ? experience == NULL
                                           : experience != NULL && strcmp(experience->words, paragraphs[i].text) == 0;
        if (!right)
            print_error("wanted %s: %s\n", paragraphs[i].is_note ? "a note" : "an account", paragraphs[i].text);
        wrong += !right;
    }
    assert_int_equal(wrong, 0);
}

static int load(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    knowledge = knowledge_load_built_in(problems);
    return knowledge == NULL ? -1 : 0;
}

static int unload(void **state)
{
    (void)state;
    knowledge_free(knowledge);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tells_notes_from_accounts)};
    return cmocka_run_group_tests(tests, load, unload);
}

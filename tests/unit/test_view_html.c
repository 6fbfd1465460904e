/* Views of HTML as mail programs write it: blocks, white space, marks, hidden text, lists, tables, quotations, bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "show_view.h"

struct html_case {
    const char *html, *shown;
};

static const struct html_case block_cases[] = {
    {"", ""},
    {"   \n ", ""},
    {"one<br>two", "|one\n|two\n"},
    {"one<br><br>two<br/>", "|one\n|\n|two\n"},
    {"<p>one</p><p>two</p>", "|one\n|\n|two\n"},
    {"<p>one<p>two", "|one\n|\n|two\n"},
    {"<p>one</p><p></p><p>two</p>", "|one\n|\n|two\n"},
    {"<p>one</p><p><br></p><p>two</p>", "|one\n|\n|two\n"},
    {"<div>one</div><div>two</div>", "|one\n|two\n"},
    {"<div>one<br></div><div>two</div>", "|one\n|two\n"},
    {"<div>one</div><div><br></div><div>two</div>", "|one\n|\n|two\n"},
    {"text<div>one</div>more<p>last", "|text\n|one\n|more\n|\n|last\n"},
    {"<br><br>first<br><br>", "|first\n"},
    {"a <span>b</span> <b> c </b> d", "|a b <b>c </>d\n"},
    {"<div> \n one \t two\n three </div>", "|one two three\n"},
    {"a&nbsp;&nbsp;b&nbsp;", "|a  b\n"},
    {"<p>&nbsp;</p><p>x</p><div>&nbsp;</div><p style='margin:0'>y</p>", "|x\n|\n|y\n"},
    {"caf&eacute; &lt;3 &amp;amp; &#8217; &#x27; &hellip; &unknown;", "|caf\u00e9 <3 &amp; \u2019 ' \u2026 &unknown;\n"},
    {"&#147;quoted&#148; &#0;", "|\u201cquoted\u201d \ufffd\n"},
    {"a\u200bb\ufeffc\u00add", "|abcd\n"},
    {"1<sup>st</sup> and H<sub>2</sub>O", "|1st and H2O\n"},
    {"<pre>one\n  two\n\nthree</pre>", "|one\n|  two\n|\n|three\n"},
    {"<pre>\nfirst newline goes</pre>after", "|first newline goes\n|\n|after\n"},
    {"<div style='white-space:pre-wrap'>a  b\nc</div>", "|a  b\n|c\n"},
    {"<div style='white-space: pre-line'>a  b \n c</div>", "|a b\n|c\n"},
    {"<span style='white-space:pre'>\t</span>tabbed", "|\ttabbed\n"},
    {"one<hr>two", "|one\n|________________________________\n|two\n"},
    {"<h2>Head</h2><p>text", "h2|Head\n|\n|text\n"},
    {"<center>a</center><address>b</address>c", "|a\n|b\n|c\n"},
    {"<dl><dt>term<dd>meaning</dl>", "|term\n|meaning\n"},
    {"<span style='display:block'>a</span>b", "|a\n|b\n"},
    {"<div style='display:inline'>a</div>b", "|ab\n"},
    {"<p style='margin-bottom:8.0pt;margin-top:0'>a</p><p style='margin:0cm 0cm .0001pt'>b</p><p style='margin:0'>c</p>",
     "|a\n|\n|b\n|c\n"},
    {"<style>P {margin-top:0;margin-bottom:0;}</style><p>a</p><p>b</p>", "|a\n|b\n"},
    {"a<img src=x alt='Logo'>b <img> c", "|ab c\n"},
    {"<input type=checkbox checked> Yes <input type=checkbox>No", "|[x] Yes [ ] No\n"},
    {"<label><input type='radio' CHECKED>Good</label><br><label><input type=radio>Poor</label>", "|[x] Good\n|[ ] Poor\n"},
    {"<input value='typed'><input type=hidden value=secret><textarea>kept\ntext</textarea>", "|typed\n|kept\n|text\n"},
    {"<select><option>a<option selected>b</select>", "|b\n"},
    /* Outlook's ticks, boxes, arrows and smileys are letters of Wingdings; emoji are images with an alternative text. */
    {"<span style='font-family:Wingdings'>\u00fc</span> Good <span style='font-family:Wingdings'>&#61608;</span> Poor",
     "|\u2714 Good \u2610 Poor\n"},
    {"Thanks <span style=\"font-family:'Wingdings';mso-char-type:symbol\">J</span><font face=Wingdings>\u00e0</font> here",
     "|Thanks \u263a\u2192 here\n"},
    {"<span style='font-family:\"Wingdings 2\"'>P</span><p style='font-family:Wingdings'>a whole text<span style='font:7pt "
     "\"Times New "
     "Roman\"'>x</span></p>",
     "|\u2714\n|\n|a whole textx\n"},
    {"Great <img class=emoji alt='\U0001F44D'><img alt='photo'> <img alt='\u2714\ufe0f'>", "|Great \U0001F44D \u2714\ufe0f\n"},
    {"\u2611 sleep \u2610 anxiety \u2714", "|\u2611 sleep \u2610 anxiety \u2714\n"},
};

static const struct html_case mark_cases[] = {
    {"<b>bold</b> <strong>s</strong> <i>i</i> <em>e</em>", "|<b>bold</> <b>s</> <i>i</> <i>e</>\n"},
    {"<u>u</u> <ins>n</ins> <s>s</s> <strike>k</strike> <del>d</del>", "|<u>u</> <u>n</> <s>s</> <s>k</> <s>d</>\n"},
    {"<mark>m</mark> <b>b<i>bi</b>i</i>", "|<h>m</> <b>b</><bi>bi</><i>i</>\n"},
    {"<font color=red>r</font> <font color='#000000'>k</font> <font color=ff0000>l</font>", "|<c>r</> k <c>l</>\n"},
    {"<span style='color:#C00000'>r</span><span style='color: rgb(0, 0, 191);'>b</span>", "|<c>r</><c>b</>\n"},
    {"<span style='color:black'>k</span><span style='color:windowtext'>w</span><span style='color:#26282a'>d</span>", "|kwd\n"},
    {"<div style='color:red'>r<span style='color:inherit'>i</span><span style='color:black'>k</span></div>", "|<c>ri</>k\n"},
    {"<body text=blue>b<font color=blue>same</font><font color=red>r</font>", "|bsame<c>r</>\n"},
    {"<body style='color:#1F497D'>b<span style='color:#1f497d'>s</span>", "|bs\n"},
    {"<span style='COLOR: hsl(120,100%,25%)'>g</span><span style='color:rgba(255,0,0,0)'>gone</span> k", "|<c>g</> k\n"},
    {"<span style='font-weight:700'>b</span><b style='font-weight:normal'>n</b><b><span style='font-weight:400'>m</span></b>",
     "|<b>b</>nm\n"},
    {"<span style='font:bold 12pt Arial'>b</span><b><span style='font:7.0pt \"Times New Roman\"'>n</span></b>", "|<b>b</>n\n"},
    {"<span style='text-decoration:line-through'>s</span><span style='text-decoration: underline line-through'>b</span>",
     "|<s>s</><us>b</>\n"},
    {"<div style='text-decoration:line-through'>s<b>t</b></div>", "|<s>s</><bs>t</>\n"},
    {"<u style='text-decoration:none'>n</u>", "|n\n"},
    {"<span style='font-style:italic'>i</span><i style='font-style:normal'>n</i>", "|<i>i</>n\n"},
    {"<span style='background:yellow;mso-highlight:yellow'>h</span> <span style='background-color:rgb(255,255,0)'>h</span>",
     "|<h>h</> <h>h</>\n"},
    {"<span style='background:white'>w</span><span style='background:transparent'>t</span><span "
     "style='background:#f8f9fa'>p</span>",
     "|wtp\n"},
    {"<span style='background:silver;mso-highlight:silver'>s</span> no", "|<h>s</> no\n"},
    {"<span style='background:yellow'>a<span style='background:white'>b</span></span>", "|<h>a</>b\n"},
    {"<table bgcolor=yellow><tr><td>a<td>b</table>", "T1.1.1 |a\nT1.1.2 |b\n"},
    {"<table><tr><td style='background:yellow'>a<td style='background:#D9E2F3'>b</table>", "T1.1.1 |<h>a</>\nT1.1.2 |b\n"},
    {"<a href='x'><span style='color:#0563C1'><u>link</u></span></a> <a name=y>anchor</a>", "|<L>link</> anchor\n"},
    {"<a href=x style='text-decoration:none'><s>gone</s></a>", "|<sL>gone</>\n"},
    {"<style>.s1{text-decoration: line-through} p.s2{color:red}</style><p>a <span class=s1>b</span></p><p class='x s2'>c",
     "|a <s>b</>\n|\n|<c>c</>\n"},
    {"<style><!--\n/* c */ span.EmailStyle20\n\t{mso-style-type:personal-reply;\n\tcolor:#1F497D;}\n-->"
     "</style><span class=\"EmailStyle20\">mine</span> and theirs",
     "|<c>mine</> and theirs\n"},
    {"<style>@media print{.a{display:none}} @import 'x'; .a{font-weight:bold}</style><span class=A>a</span> c", "|<b>a</> c\n"},
    {"<style>a:link, span.MsoHyperlink{color:blue}</style>a", "|a\n"},
    /* What nearly all of the text has is the mail's ordinary look. */
    {"<div style='background:#FFFFCC;color:navy'><b>everything here is bold, navy and on paper</b></div>",
     "|everything here is bold, navy and on paper\n"},
    {"<div style='color:navy'>nearly everything here is navy, and one word is <span style='color:red'>red</span>, no "
     "more</div>",
     "|nearly everything here is navy, and one word is <c>red</>, no more\n"},
    {"<s>all of it struck</s>", "|<s>all of it struck</>\n"},
};

static const struct html_case hidden_cases[] = {
    {"<head><title>t</title><style>p{}</style></head>x<script>var a='<b>';</script><!-- c -->y", "|xy\n"},
    {"a<span style='display:none'>b</span><span hidden>c</span><div style='display:none !important'>d</div>e", "|ae\n"},
    {"a<span style='visibility:hidden'>b<i style='visibility:visible'>c</i></span>", "|a<i>c</>\n"},
    {"a<span style='font-size:0'>b</span><span style='font-size:1px'>c</span><span style='font-size:9pt'>d</span>", "|ad\n"},
    {"<td style='font-size:0'><span style='font-size:14px'>shown</span></td>", "|shown\n"},
    {"a<span style='mso-hide:all'>b</span><span style='opacity:0'>c</span><span style='opacity:0.5'>d</span>", "|ad\n"},
    {"<div style='max-height:0;overflow:hidden'>preheader</div>a<div style='overflow:hidden'>b</div>", "|a\n|b\n"},
    {"<div style='background:#fff'><span style='color:white'>hidden</span>seen</div>", "|seen\n"},
    {"<td bgcolor='#4472C4'><span style='color:white'>header</span></td>", "|header\n"},
    {"<span style='color:white'>white on nothing said</span>", "|white on nothing said\n"},
    {"<style>.ph{display:none!important}</style>a<span class=ph style='display:inline'>b</span>", "|a\n"},
    {"<![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>Serving", "|1.  Serving\n"},
    {"<!--[if mso]><p>only Word</p><![endif]-->a<!--[if !mso]><!-->b<!--<![endif]-->c", "|abc\n"},
    {"<xml><o:x>data</o:x></xml><o:p>kept</o:p>", "|kept\n"},
    {"<noscript>shown</noscript><iframe>not</iframe><svg><text>not</text></svg><object>not</object>x", "|shownx\n"},
    {"<template>no</template><video>no</video>yes", "|yes\n"},
};

static const struct html_case list_cases[] = {
    {"<ol><li>a</li><li>b</li></ol>", "L1#1|a\nL1#2|b\n"},
    {"<ol start=3><li>a<li>b</ol>", "L1#3|a\nL1#4|b\n"},
    {"<ol><li>a<li value=7>b<li>c</ol>", "L1#1|a\nL1#7|b\nL1#8|c\n"},
    {"<ol><li>a<br>more</li><li><p>b</p><p>c</p></li></ol>", "L1#1|a\nL1|more\nL1|\nL1#2|b\nL1|\nL1|c\n"},
    {"<ol><li>a<ol type=a><li>x<li>y</ol></li><li>b</ol>", "L1#1|a\nL1|\nL2#1|x\nL2#2|y\nL1|\nL1#2|b\n"},
    {"<ul><li>a<li>b</ul>", "L1|a\nL1|b\n"},
    {"<ul><li>a<ol><li>x</ol></ul>", "L1|a\nL1|\nL2#1|x\n"},
    {"<ol><li></li><li>b</li></ol>", "L1#2|b\n"},
    {"<ol><li style='list-style:none'><ol><li>x</ol></li></ol>", "L2#1|x\n"},
    {"<ol reversed start=2><li>a<li>b</ol>", "L1#2|a\nL1#1|b\n"},
    {"<li>stray</li>", "L1|stray\n"},
    {"<ol><li>a</li></ol><p>text</p><ol start=2><li>b</li></ol>", "L1#1|a\n|\n|text\n|\nL1#2|b\n"},
    {"<ol><blockquote><li>q</blockquote></ol>", ">L1#1|q\n"},
};

static const struct html_case table_cases[] = {
    {"<table><tr><td>Q<td>A<tr><td>R<td>B</table>", "T1.1.1 |Q\nT1.1.2 |A\nT1.2.1 |R\nT1.2.2 |B\n"},
    {"<table><tr><td>one<tr><td>two</table>after", "|one\n|two\n|after\n"},
    {"<table><tr><td>&nbsp;<td>text<td><img></table>", "|text\n"},
    {"<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>", "T1.1.1 |a\nT1.1.2 |b\nT2.1.1 |c\nT2.1.2 |d\n"},
    {"<table><tr><td><table><tr><td>a<td>b</table>x</table>", "T1.1.1 |a\nT1.1.2 |b\n|x\n"},
    {"<table><tr><td>l<td><table><tr><td>in</table></table>", "T1.1.1 |l\nT1.1.2 |in\n"},
    {"<table><tr><td>l<td><table><tr><td>a<td>b</table></table>", "T1.1.1 |l\nT2.1.1 |a\nT2.1.2 |b\n"},
    {"<table><tr><td colspan=2>h<tr><td>a<td>b</table>", "T1.1.1 |h\nT1.2.1 |a\nT1.2.2 |b\n"},
    {"<table><tr><td rowspan=2>h<td>a<tr><td>b</table>", "T1.1.1 |h\nT1.1.2 |a\nT1.2.2 |b\n"},
    {"<table><tr><th>h<th>i<tr><td><p>a</p><p>b</p></td><td>c</table>",
     "T1.1.1 |h\nT1.1.2 |i\nT1.2.1 |a\nT1.2.1 |\nT1.2.1 |b\nT1.2.2 |c\n"},
    {"<table><caption>cap</caption><tr><td>a<td>b</table>", "T1.0.0 |cap\nT1.1.1 |a\nT1.1.2 |b\n"},
    {"<table><tr><td><ol><li>x</ol><td>b</table>", "T1.1.1 L1#1|x\nT1.1.2 |b\n"},
};

static const struct html_case quote_cases[] = {
    {"<blockquote><p>q</p></blockquote>mine", ">|q\n|\n|mine\n"},
    {"<blockquote type=cite>a<blockquote type=cite>b</blockquote></blockquote>", ">|a\n>|\n>>|b\n"},
    {"<div class=gmail_quote><div>On x wrote:<br></div><blockquote class=gmail_quote>q</blockquote></div>",
     "|On x wrote:\n|\n>|q\n"},
    {"<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>indented</blockquote>", "|indented\n"},
    {"<blockquote style='border:none;border-left:solid #CCCCCC 1.0pt'>q</blockquote>", ">|q\n"},
    {"<div style='border:none;border-left:solid blue 1.5pt'>not one</div>", "|not one\n"},
    {"<pre>&gt; one\n&gt; two\n&gt;&gt; three\nmine</pre>", ">|one\n>|two\n>>|three\n|mine\n"},
    {"<div>&gt; Good</div><div>mine</div>", "|> Good\n|mine\n"},
    {"<b>&gt; one</b><br>&gt; two", ">|<b>one</>\n>|two\n"},
};

static const struct html_case program_cases[] = {
    /* Outlook for Windows */
    {"<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style><!--\np.MsoNormal{margin:0cm;}\n--></style></head>"
     "<body lang=EN-GB><div class=WordSection1><p class=MsoNormal>Hi<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
     "<p class=MsoNormal><span style='color:#1F497D'>Good<o:p></o:p></span></p><p class=MsoNormal>B<o:p></o:p></p>"
     "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> A &lt;<a "
     "href='mailto:a@b.example'>"
     "a@b.example</a>&gt;\n<br>\n<b>Sent:</b> Monday<o:p></o:p></p></div></div></body></html>",
     "|Hi\n|\n|<c>Good</>\n|B\n|<b>From:</> A <<L>a@b.example</>>\n|<b>Sent:</> Monday\n"},
    {"<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:"
     "Ignore'>5.<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><![endif]>Good<o:p></o:p></p>",
     "|5.   Good\n"},
    /* Outlook on the web and the new Outlook */
    {"<html><head><style type=\"text/css\" style=\"display:none;\"> P {margin-top:0;margin-bottom:0;} </style></head><body "
     "dir=ltr>"
     "<div class=elementToProof style=\"color: rgb(0, 0, 0);\">\nDear all,</div><div class=elementToProof><br>\n</div>"
     "<div class=elementToProof>\n<span style=\"background-color: rgb(255, 255, 0);\">Good</span></div>"
     "<div id=appendonsend></div>\n<hr style=\"display:inline-block;width:98%\" tabindex=-1>\n<p>q</p><p>r</p></body></html>",
     "|Dear all,\n|\n|<h>Good</>\n|________________________________\n|q\n|r\n"},
    /* Gmail */
    {"<div dir=ltr>Hello<div><br></div><div><font color=\"#ff0000\">red</font> and <u></u>plain</div></div><br>"
     "<div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On x, A wrote:<br></div><blockquote "
     "class=\"gmail_quote\" "
     "style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\"><p>q</p>\n</blockquote></div>",
     "|Hello\n|\n|<c>red</> and plain\n|\n|On x, A wrote:\n|\n>|q\n"},
    /* Apple Mail */
    {"<html><head><style>p.p1{margin:0.0px 0.0px 0.0px 0.0px} span.s1{text-decoration:line-through}</style></head><body "
     "style=\"overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;\"><p class=p1>a <span "
     "class=s1>"
     "b</span></p><p class=p1><br></p><p class=p1>c</p><div><br class=\"\"><blockquote type=\"cite\" class=\"\"><div "
     "class=\"\">"
     "On x, A wrote:</div><br class=\"Apple-interchange-newline\"><div>q</div></blockquote></div></body></html>",
     "|a <s>b</>\n|\n|c\n|\n>|On x, A wrote:\n>|\n>|q\n"},
    /* Thunderbird */
    {"<!DOCTYPE html><html><head>\n<meta http-equiv=\"content-type\" content=\"text/html; charset=UTF-8\">\n</head>\n<body>\n"
     "<div class=\"moz-cite-prefix\">On x, A wrote:<br>\n</div>\n<blockquote type=\"cite\" cite=\"mid:x\">\n"
     "<pre class=\"moz-quote-pre\" wrap=\"\">one\ntwo</pre>\n</blockquote>\n<p>mine<br>\n</p>\n</body></html>",
     "|On x, A wrote:\n|\n>|one\n>|two\n|\n|mine\n"},
    /* Yahoo */
    {"<html><head></head><body><div class=\"yahoo-style-wrap\" style=\"font-size:13px;\"><div></div>\n        <div "
     "dir=\"ltr\">a</div>"
     "<div><br></div>\n        \n        </div><div id=\"q\" class=\"yahoo_quoted\">\n            <div>\n                On x, "
     "A wrote:\n"
     "                </div></div></body></html>",
     "|a\n|\n|On x, A wrote:\n"},
    /* Samsung */
    {"<html><body dir=\"auto\"><div dir=\"auto\">1 - head</div><div dir=\"auto\">2 - <b>primary</b></div><div "
     "dir=\"auto\"><br></div>"
     "<div id=\"composer_signature\" dir=\"auto\"><div style=\"font-size:12px;color:#575757\">Sent from my Galaxy</div></div>",
     "|1 - head\n|2 - <b>primary</>\n|\n|Sent from my Galaxy\n"},
};

static void check(const struct html_case *cases, guint count)
{
    for (guint i = 0; i < count; i++) {
        AUTO(view) view = view_from_html(cases[i].html);
        g_autofree char *shown = show_view(view);
        if (strcmp(shown, cases[i].shown) != 0)
            print_error("in %s\n", cases[i].html);
        assert_string_equal(shown, cases[i].shown);
        assert_true(view->is_html);
    }
}

static void shows_blocks(void **state)
{
    (void)state;
    check(block_cases, G_N_ELEMENTS(block_cases));
}

static void shows_marks(void **state)
{
    (void)state;
    check(mark_cases, G_N_ELEMENTS(mark_cases));
}

static void leaves_out_hidden_text(void **state)
{
    (void)state;
    check(hidden_cases, G_N_ELEMENTS(hidden_cases));
}

static void shows_lists(void **state)
{
    (void)state;
    check(list_cases, G_N_ELEMENTS(list_cases));
}

static void shows_tables(void **state)
{
    (void)state;
    check(table_cases, G_N_ELEMENTS(table_cases));
}

static void shows_quotations(void **state)
{
    (void)state;
    check(quote_cases, G_N_ELEMENTS(quote_cases));
}

static void shows_mail_programs(void **state)
{
    (void)state;
    check(program_cases, G_N_ELEMENTS(program_cases));
}

/* Patterns that took other readers minutes: repeated to a megabyte, each within the test's time limit. */
static void is_bounded(void **state)
{
    (void)state;
    static const char *const patterns[] = {"<div>",
                                           "<b>",
                                           "<table><tr><td>",
                                           "<blockquote>",
                                           "<ul><li>",
                                           "<font color=#123456>",
                                           "<p><b>",
                                           "<a href=x>",
                                           "<table>",
                                           "<td>",
                                           "<b><p></b>",
                                           "<i><div></i>",
                                           "</p>",
                                           "</div>",
                                           "<",
                                           "<!--",
                                           "<![",
                                           "&",
                                           "&#",
                                           "&nbsp;",
                                           "&notit;",
                                           "<a ",
                                           "<p style=\"",
                                           "a=b ",
                                           "<br>",
                                           "<hr>",
                                           "x",
                                           " ",
                                           "<span>x",
                                           "<li>1</li>",
                                           "<style>",
                                           "<style>a{}",
                                           "</style>",
                                           "<script>",
                                           "<textarea>",
                                           "<pre>\n",
                                           "<svg>",
                                           "<ol><li><p>x",
                                           "<table><b>x",
                                           "<p><font size=1><u><s><i>",
                                           "<u><div></u></div>",
                                           "&gt;",
                                           "<!-- -- ",
                                           "<b><i><p></b></i>",
                                           "<o:p>",
                                           "<x1><x2></x1>"};
    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        GString *html = g_string_new(NULL);
        while (html->len < 1024 * 1024)
            g_string_append(html, patterns[i]);
        AUTO(view) view = view_from_html(html->str);
        assert_true(view->lines->len <= LIMIT_LINES);
        for (guint n = 0; n < view->lines->len; n++)
            assert_true(runs_cover(view->lines->pdata[n]));
        g_string_free(html, TRUE);
    }
}

static void bears_many_attributes(void **state)
{
    (void)state;
    GString *html = g_string_new("<p ");
    for (guint i = 0; i < 40000; i++)
        g_string_append_printf(html, "a%u=%u style='color:red' ", i, i);
    g_string_append(html, ">text</p><p style='");
    for (guint i = 0; i < 50000; i++)
        g_string_append(html, "color:red;");
    g_string_append(html, "'>more</p>plain");
    AUTO(view) view = view_from_html(html->str);
    g_autofree char *shown = show_view(view);
    assert_string_equal(shown, "|<c>text</>\n|\n|<c>more</>\n|\n|plain\n");
    g_string_free(html, TRUE);
}

static void says_what_is_left_out(void **state)
{
    (void)state;
    GString *html = g_string_new(NULL);
    while (html->len < LIMIT_TEXT_BYTES + 10)
        g_string_append(html,
                        "<br>\u2019\u2019\u2019\u2019\u2019\u2019\u2019\u2019\u2019\u2019\u2019\u2019\u2019\u2019\u2019\u2019");
    for (guint shift = 0; shift < 3; shift++) {
        AUTO(view) view = view_from_html(html->str + shift);
        assert_non_null(strstr(view->why, "left out"));
        for (guint i = 0; i < view->lines->len; i++)
            assert_true(g_utf8_validate(((struct line *)view->lines->pdata[i])->text, -1, NULL));
    }
    g_string_free(html, TRUE);
}

/* Text below the deepest level that is told apart is still there. */
static void keeps_deep_text(void **state)
{
    (void)state;
    GString *html = g_string_new(NULL);
    for (guint i = 0; i < 2000; i++)
        g_string_append(html, "<div>");
    g_string_append(html, "deep<br>two<p>three");
    for (guint i = 0; i < 2000; i++)
        g_string_append(html, "</div>");
    g_string_append(html, "after");
    AUTO(view) view = view_from_html(html->str);
    g_autofree char *shown = show_view(view);
    assert_string_equal(shown, "|deep\n|two\n|\n|three\n|after\n");
    g_string_free(html, TRUE);
}

static void knows_origins(void **state)
{
    (void)state;
    static const char html[] = "<p>first &amp; <b>bold</b></p>\n<p>second</p><pre>a\nb</pre>";
    static const char *const sources[] = {"first &amp; <b>bold", "", "second", "", "a\n", "b"};
    AUTO(view) view = view_from_html(html);
    assert_int_equal(view->lines->len, G_N_ELEMENTS(sources));
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        g_autofree char *source = g_strndup(html + line->origin_offset, line->origin_length);
        assert_string_equal(source, sources[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_blocks),          cmocka_unit_test(shows_marks),     cmocka_unit_test(leaves_out_hidden_text),
        cmocka_unit_test(shows_lists),           cmocka_unit_test(shows_tables),    cmocka_unit_test(shows_quotations),
        cmocka_unit_test(shows_mail_programs),   cmocka_unit_test(is_bounded),      cmocka_unit_test(bears_many_attributes),
        cmocka_unit_test(says_what_is_left_out), cmocka_unit_test(keeps_deep_text), cmocka_unit_test(knows_origins)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

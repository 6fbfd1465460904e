/* Every limit that hearback keeps, in one place. Sizes are in bytes unless the name says otherwise. */
#pragma once

#define LIMIT_MESSAGE_BYTES (64u * 1024 * 1024) /* default size limit of a message; configurable */
#define LIMIT_HEADER_BYTES (256u * 1024)        /* headers beyond this are not parsed */
#define LIMIT_HEADER_FIELDS 1000u               /* header fields of one message that are kept */
#define LIMIT_ADDRESSES 500u                    /* addresses of one kind (From, To ...) that are read */
#define LIMIT_REFERENCES 500u                   /* message ids of one References line */
#define LIMIT_MULTIPART_DEPTH 40u               /* multipart within multipart before the inner ones are left as they are */
#define LIMIT_PARTS 200u                        /* MIME parts looked at in one message */
#define LIMIT_DECODED_BYTES (16u * 1024 * 1024) /* decoded parts of one message together */
#define LIMIT_TEXT_BYTES (2u * 1024 * 1024)     /* decoded text of one part that is read; the rest is kept, not read */
#define LIMIT_LINES 60000u                      /* lines of one view */
#define LIMIT_QUOTE_DEPTH 100u                  /* quote marks of one line that are counted */
#define LIMIT_HTML_DEPTH 400u                   /* open elements before further nesting is flattened */
#define LIMIT_HTML_ATTRIBUTES 200u              /* attributes of one tag */
#define LIMIT_ATTACHED_DEPTH 4u                 /* message/rfc822 within message/rfc822 */
#define LIMIT_YAML_BYTES (1u * 1024 * 1024)     /* one configuration, survey or rules file */
#define LIMIT_ANSWER_WORDS 400u                 /* words of one answer in which a value is looked for; all are kept */
#define LIMIT_LIST_BYTES (64u * 1024 * 1024)    /* one list of people to invite */
#define LIMIT_LIST_ROWS 1000000u                /* people in it */
#define LIMIT_PAGE_BYTES (64u * 1024 * 1024)    /* the JSON of a page of quotes */
#define LIMIT_HOPS 30u                          /* Received headers before a message counts as a loop */

/*
 * article/article - what a news page says, without the page around it.
 */
#ifndef READOUT_ARTICLE_ARTICLE_H
#define READOUT_ARTICLE_ARTICLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

struct article {
    struct str title, byline, language;
    int64_t published;    /* TIME_NONE if unknown */
    bool day_only;        /* `published` is a day; its instant is midnight UTC */
    struct str text;      /* paragraphs separated by a blank line */
    struct str html;      /* sanitised */
    struct str canonical; /* absolute URL the page names for itself, or absent */
    struct str next;      /* absolute URL of the article's next page, or absent */
    struct str whole;     /* of a page that has all of a text which is cut here, or absent */
    struct str warning;   /* what an administrator should know of the page, or absent */
    struct str
        problem; /* why the page is no article: "access denied", "captive portal", "consent wall",
                    "error page", "login wall", "no text", "script only"; else absent */
};

#endif

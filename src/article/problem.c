#include "article/problem.h"

#include "text/plain.h"

/* Above this much text of its own a page is believed to be an article. */
enum { SHORT_CHARS = 1500, BARE_CHARS = 200 };

enum where { IN_TITLE, IN_TEXT, IN_SCRIPTLESS };

/* A phrase and what a short page that has it is. IN_SCRIPTLESS: shown when scripts are off. */
static const struct {
    enum where where;
    struct str phrase;
    struct str problem;
} rows[] = {
    {IN_TITLE, STR_INIT("access denied"), STR_INIT("access denied")},
    {IN_TITLE, STR_INIT("access to this page has been denied"), STR_INIT("access denied")},
    {IN_TITLE, STR_INIT("403 forbidden"), STR_INIT("access denied")},
    {IN_TITLE, STR_INIT("forbidden"), STR_INIT("access denied")},
    {IN_TITLE, STR_INIT("attention required!"), STR_INIT("access denied")},
    {IN_TITLE, STR_INIT("just a moment..."), STR_INIT("access denied")},
    {IN_TITLE, STR_INIT("are you a robot"), STR_INIT("access denied")},
    {IN_TITLE, STR_INIT("security check"), STR_INIT("access denied")},
    {IN_TEXT, STR_INIT("you don't have permission to access"), STR_INIT("access denied")},
    {IN_TEXT, STR_INIT("verify you are human"), STR_INIT("access denied")},
    {IN_TEXT, STR_INIT("checking your browser before"), STR_INIT("access denied")},
    {IN_TITLE, STR_INIT("before you continue"), STR_INIT("consent wall")},
    {IN_TITLE, STR_INIT("we value your privacy"), STR_INIT("consent wall")},
    {IN_TITLE, STR_INIT("cookie consent"), STR_INIT("consent wall")},
    {IN_TEXT, STR_INIT("before you continue to"), STR_INIT("consent wall")},
    {IN_TEXT, STR_INIT("we value your privacy"), STR_INIT("consent wall")},
    {IN_TEXT, STR_INIT("accept all cookies"), STR_INIT("consent wall")},
    {IN_TEXT, STR_INIT("our partners use cookies"), STR_INIT("consent wall")},
    {IN_TEXT, STR_INIT("our partners store and/or access information"), STR_INIT("consent wall")},
    {IN_TEXT, STR_INIT("manage your privacy choices"), STR_INIT("consent wall")},
    {IN_TITLE, STR_INIT("captive portal"), STR_INIT("captive portal")},
    {IN_TITLE, STR_INIT("network login"), STR_INIT("captive portal")},
    {IN_TITLE, STR_INIT("wi-fi login"), STR_INIT("captive portal")},
    {IN_TITLE, STR_INIT("hotspot"), STR_INIT("captive portal")},
    {IN_TEXT, STR_INIT("connect to the internet"), STR_INIT("captive portal")},
    {IN_TEXT, STR_INIT("to use this network"), STR_INIT("captive portal")},
    {IN_TEXT, STR_INIT("to access the internet"), STR_INIT("captive portal")},
    {IN_TEXT, STR_INIT("guest wi-fi"), STR_INIT("captive portal")},
    {IN_TEXT, STR_INIT("guest wifi"), STR_INIT("captive portal")},
    {IN_TITLE, STR_INIT("404"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("error"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("500 internal"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("502 bad gateway"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("503 service"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("504 gateway"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("bad gateway"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("internal server error"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("not found"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("page not found"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("page unavailable"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("service unavailable"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("site maintenance"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("something went wrong"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("temporarily unavailable"), STR_INIT("error page")},
    {IN_TITLE, STR_INIT("we'll be right back"), STR_INIT("error page")},
    {IN_TEXT, STR_INIT("the page you requested could not be found"), STR_INIT("error page")},
    {IN_TEXT, STR_INIT("the page you are looking for"), STR_INIT("error page")},
    {IN_TEXT, STR_INIT("the page you were looking for"), STR_INIT("error page")},
    {IN_TEXT, STR_INIT("the requested url was not found"), STR_INIT("error page")},
    {IN_TEXT, STR_INIT("unable to complete your request"), STR_INIT("error page")},
    {IN_TEXT, STR_INIT("service is temporarily unavailable"), STR_INIT("error page")},
    {IN_TEXT, STR_INIT("enable javascript"), STR_INIT("script only")},
    {IN_TEXT, STR_INIT("requires javascript"), STR_INIT("script only")},
    {IN_TEXT, STR_INIT("javascript is disabled"), STR_INIT("script only")},
    {IN_SCRIPTLESS, STR_INIT("javascript"), STR_INIT("script only")},
};

/* A headline may speak of an error; a title that is one begins with it. */
static bool begins_title(struct str title, struct str phrase)
{
    return str_starts_nocase(title, phrase) &&
           (title.len == phrase.len || !char_is_alnum(title.ptr[phrase.len]));
}

/* What is shown in noscript elements: it is not among the notes. */
static struct str scriptless_text(const struct page *p)
{
    struct buf out = {0};

    for (const struct html_node *n = p->html; n != NULL; n = html_next(n, p->html)) {
        if (html_is(n, "noscript")) {
            for (const struct html_node *c = n; c != NULL; c = html_next(c, n)) {
                buf_add(&out, c->text);
            }
        }
    }
    return buf_str(&out, p->arena);
}

static bool has_script(const struct page *p)
{
    for (const struct html_node *n = p->html; n != NULL; n = html_next(n, p->html)) {
        if (html_is(n, "script")) {
            return true;
        }
    }
    return false;
}

struct str problem_of(const struct page *p, struct str page_title, struct str text)
{
    struct str whole, scriptless;

    if (text.len > SHORT_CHARS) {
        return STR_NULL;
    }
    whole = page_line(p, &p->notes[0]);
    scriptless = text.len < BARE_CHARS ? scriptless_text(p) : STR_NULL;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool hit =
            rows[i].where == IN_TITLE ? begins_title(page_title, rows[i].phrase)
            : rows[i].where == IN_TEXT
                ? whole.len < SHORT_CHARS && str_find_nocase(whole, rows[i].phrase, 0) != STR_NPOS
                : scriptless.len > 0 && str_find_nocase(scriptless, rows[i].phrase, 0) != STR_NPOS;

        if (hit) {
            return rows[i].problem;
        }
    }
    if (text.len > 0) {
        return STR_NULL;
    }
    return has_script(p) && whole.len < BARE_CHARS ? STR("script only") : STR("no text");
}

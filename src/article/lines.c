#include "article/lines.h"

/* Whole lines that sites put between paragraphs; compared without case and trailing punctuation. */
static const struct str boilerplate[] = {
    STR_INIT("advert"),
    STR_INIT("advertisement"),
    STR_INIT("advertising"),
    STR_INIT("article continues below"),
    STR_INIT("continue reading below"),
    STR_INIT("continue reading the main story"),
    STR_INIT("click here"),
    STR_INIT("comments"),
    STR_INIT("email"),
    STR_INIT("facebook"),
    STR_INIT("follow us"),
    STR_INIT("image copyright"),
    STR_INIT("leave a comment"),
    STR_INIT("loading"),
    STR_INIT("most read"),
    STR_INIT("pinterest"),
    STR_INIT("print"),
    STR_INIT("read more"),
    STR_INIT("recommended"),
    STR_INIT("related"),
    STR_INIT("related articles"),
    STR_INIT("related stories"),
    STR_INIT("share"),
    STR_INIT("share this"),
    STR_INIT("share this article"),
    STR_INIT("sign up"),
    STR_INIT("skip advertisement"),
    STR_INIT("story continues below"),
    STR_INIT("text size"),
    STR_INIT("story continues below advertisement"),
    STR_INIT("subscribe"),
    STR_INIT("tweet"),
    STR_INIT("twitter"),
    STR_INIT("whatsapp"),
};

/* Such lines that go on with what differs from page to page. */
static const struct str boilerplate_starts[] = {
    STR_INIT("read more:"),
    STR_INIT("read also:"),
    STR_INIT("also read:"),
    STR_INIT("see also:"),
    STR_INIT("read next:"),
    STR_INIT("related:"),
    STR_INIT("more:"),
    STR_INIT("watch:"),
    STR_INIT("sign up for our"),
    STR_INIT("sign up to our"),
    STR_INIT("subscribe to our"),
    STR_INIT("follow us on"),
    STR_INIT("click here to"),
    STR_INIT("download our app"),
    STR_INIT("don't miss:"),
    STR_INIT("don’t miss:"),
    STR_INIT("related story:"),
    STR_INIT("photo:"),
    STR_INIT("image:"),
    STR_INIT("read:"),
};

static struct str without_end(struct str s)
{
    while (s.len > 0 && !char_is_alnum(s.ptr[s.len - 1]) &&
           (unsigned char)s.ptr[s.len - 1] < 0x80) {
        s.len--;
    }
    return s;
}

bool lines_is_boilerplate(struct str line)
{
    struct str bare = without_end(line);

    for (size_t i = 0; i < ARRAY_LEN(boilerplate); i++) {
        if (str_eq_nocase(bare, boilerplate[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(boilerplate_starts); i++) {
        if (str_starts_nocase(line, boilerplate_starts[i])) {
            return true;
        }
    }
    return false;
}

/* Words by which a line at the end of an article speaks of the site or its authors. */
static const struct str closing_starts[] = {
    STR_INIT("follow "),    STR_INIT("write to "),  STR_INIT("email "), STR_INIT("contact "),
    STR_INIT("e-mail "),    STR_INIT("copyright "), STR_INIT("(c) "),   STR_INIT("\xC2\xA9"),
    STR_INIT("subscribe "), STR_INIT("sign up "),   STR_INIT("tags:"),  STR_INIT("filed under"),
    STR_INIT("topics:"),    STR_INIT("share "),
};

bool lines_is_closing(struct str line)
{
    static const struct str marks[] = {
        STR_INIT("@"),       STR_INIT("http"),     STR_INIT("www."),      STR_INIT("\xC2\xA9"),
        STR_INIT("twitter"), STR_INIT("facebook"), STR_INIT("newsletter")};

    for (size_t i = 0; i < ARRAY_LEN(closing_starts); i++) {
        if (!str_starts_nocase(line, closing_starts[i])) {
            continue;
        }
        for (size_t k = 0; k < ARRAY_LEN(marks); k++) {
            if (str_find_nocase(line, marks[k], 0) != STR_NPOS) {
                return true;
            }
        }
    }
    return false;
}

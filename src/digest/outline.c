#include "digest/outline.h"

#include "digest/rank.h"
#include "digest/readout.h"
#include "digest/verify.h"
#include "text/language.h"

enum { SPARE_SENTENCES = 4, PARAGRAPHS_SENTENCES_MOST = 24 };

bool outline_length_of(struct str name, enum outline_length *out)
{
    static const struct {
        struct str name;
        enum outline_length length;
    } rows[] = {
        {STR_INIT("summary"), OUTLINE_SUMMARY}, //
        {STR_INIT("brief"), OUTLINE_BRIEF},
        {STR_INIT("article"), OUTLINE_ARTICLE},
    };

    *out = OUTLINE_SUMMARY;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_eq(name, rows[i].name)) {
            *out = rows[i].length;
            return true;
        }
    }
    return name.ptr == NULL;
}

/*
 * What the verifier refuses is left out: a sentence may claim something its own text does not bear out, or
 * speak to a machine. All are judged in one call, because reading the source costs more than a claim.
 */
static bool *judge(struct arena *a, const struct outline_input *in, const struct str *sentences,
                   size_t count)
{
    struct verify_input verify = {.source = in->text,
                                  .title = in->title,
                                  .language = in->language,
                                  .published = in->published,
                                  .threshold = in->threshold};
    bool *supported = arena_array(a, count, sizeof(*supported));
    size_t *ends = arena_array(a, count, sizeof(*ends)), claim = 0;
    struct verdict verdict;
    struct buf joined = {0};
    struct err err;

    for (size_t i = 0; i < count; i++) {
        buf_add(&joined, sentences[i]);
        ends[i] = joined.len;
        buf_add_z(&joined, "\n\n");
    }
    verify.summary = buf_str(&joined, a);
    if (digest_verify(a, &verify, &verdict, &err) == -1) {
        return supported;
    }
    /* The claims are pieces of the joined text, in its order; a sentence may be more than one. */
    for (size_t i = 0; i < count; i++) {
        supported[i] = claim < verdict.claim_count;
        for (; claim < verdict.claim_count &&
               (size_t)(verdict.claims[claim].text.ptr - verify.summary.ptr) < ends[i];
             claim++) {
            supported[i] = supported[i] && verdict.claims[claim].supported;
        }
    }
    return supported;
}

static size_t keep_sentences(struct summary *s, const bool *supported)
{
    size_t kept = 0, count = s->sentence_count;

    for (size_t i = 0; i < count; i++) {
        if (supported[i]) {
            s->sentences[kept++] = s->sentences[i];
        }
    }
    s->sentence_count = kept;
    return count;
}

/* Of the facts those that are whole sentences; the others are names and places that the text has. */
static void keep_facts(struct facts *f, const bool *supported)
{
    size_t kept = 0, at = 0;

    for (size_t i = 0; i < f->count; i++) {
        if (!f->list[i].is_sentence || supported[at++]) {
            f->list[kept++] = f->list[i];
        }
    }
    f->count = kept;
}

static void keep_supported(struct arena *a, const struct outline_input *in, struct summary *s,
                           struct summary *shortened, struct facts *f)
{
    size_t count = 0, at;
    struct str *texts =
        arena_array(a, s->sentence_count + shortened->sentence_count + f->count, sizeof(*texts));
    bool *supported;

    for (size_t i = 0; i < s->sentence_count; i++) {
        texts[count++] = s->sentences[i].text;
    }
    for (size_t i = 0; i < shortened->sentence_count; i++) {
        texts[count++] = shortened->sentences[i].text;
    }
    for (size_t i = 0; i < f->count; i++) {
        if (f->list[i].is_sentence) {
            texts[count++] = f->list[i].text;
        }
    }
    supported = judge(a, in, texts, count);
    at = keep_sentences(s, supported);
    at += keep_sentences(shortened, supported + at);
    keep_facts(f, supported + at);
}

/* A brief whose one sentence was refused: the first of the next best. */
static void find_brief(struct arena *a, const struct outline_input *in, struct summary *out)
{
    const struct rank_options o = {
        .sentences = SPARE_SENTENCES, .language = in->language, .title = in->title};
    struct summary none = {0};
    struct facts no_facts = {0};

    digest_summarize(a, in->text, &o, out);
    keep_supported(a, in, out, &none, &no_facts);
    out->sentence_count = out->sentence_count > 1 ? 1 : out->sentence_count;
}

/* Whether a blank line lies between two places of a text. */
static bool is_new_paragraph(struct str text, size_t from, size_t to)
{
    return str_find(str_sub(text, from, to), STR("\n\n"), 0) != STR_NPOS;
}

/* The article, shortened: the sentences that say most, in the paragraphs they stand in. */
static void split_paragraphs(struct arena *a, struct str text, const struct summary *s,
                             struct outline *out)
{
    out->paragraphs = arena_array(a, s->sentence_count, sizeof(*out->paragraphs));
    for (size_t i = 0; i < s->sentence_count; i++) {
        if (i == 0 ||
            is_new_paragraph(text, s->sentences[i - 1].source.end, s->sentences[i].source.start)) {
            out->paragraphs[out->paragraph_count++].sentences = &s->sentences[i];
        }
        out->paragraphs[out->paragraph_count - 1].sentence_count++;
    }
}

void digest_outline(struct arena *a, const struct outline_input *told, struct outline *out)
{
    struct outline_input whole = *told;
    const struct outline_input *in = &whole;
    const struct readout_input readout = {in->title, in->text, in->published};
    struct rank_options o = {.sentences = in->length == OUTLINE_BRIEF ? 1 : in->sentences,
                             .characters = in->characters,
                             .title = in->title};
    struct summary shortened = {0};

    *out = (struct outline){0};
    if (in->language.len == 0) {
        whole.language = language_guess(a, in->text);
    }
    o.language = in->language;
    digest_readout(a, &readout, &out->readout);
    digest_summarize(a, in->text, &o, &out->summary);
    if (in->length == OUTLINE_ARTICLE) {
        o.sentences = PARAGRAPHS_SENTENCES_MOST;
        o.characters = 0;
        digest_summarize(a, in->text, &o, &shortened);
        digest_facts(a, in->text, in->language, &out->readout, &out->facts);
    }
    keep_supported(a, in, &out->summary, &shortened, &out->facts);
    if (in->length == OUTLINE_BRIEF && out->summary.sentence_count == 0) {
        find_brief(a, in, &out->summary);
    }
    split_paragraphs(a, in->text, &shortened, out);
    digest_keys(a, in->title, in->language, &out->summary, &out->readout, &out->keys);
}

#include "pipeline/question.h"

#include "core/utf8.h"
#include "fmt/sha.h"

/* All that an answer depends on. */
static struct str key_of(struct arena *a, const struct conf_model *c,
                         const struct llm_prompt *prompt)
{
    struct str *parts = arena_array(a, c->command_count + 6, sizeof(*parts));
    const struct str fixed[] = {
        c->type,        c->url,       c->model,
        prompt->system, prompt->user, c->structured ? STR("structured") : STR(""),
    };
    size_t count = 0;

    for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
        parts[count++] = fixed[i].ptr == NULL ? STR("") : fixed[i];
    }
    for (size_t i = 0; i < c->command_count; i++) {
        parts[count++] = c->command[i];
    }
    return sha_hex_parts(a, parts, count);
}

void ask_prepare(struct arena *a, struct ask_question *q)
{
    const struct conf_model *c = q->model->conf;
    struct str language = c->language.ptr != NULL ? c->language : q->article_language;
    size_t shown =
        utf8_cut(q->article,
                 q->article.len < (size_t)c->max_article ? q->article.len : (size_t)c->max_article);

    q->article_cut = q->article.len - shown;
    q->values = (struct prompt_values){
        .title = q->title,
        .source = q->feed,
        .link = q->link,
        .article = str_sub(q->article, 0, shown),
        .article_language = q->article_language.ptr == NULL ? STR("en") : q->article_language,
        .language = language.ptr == NULL ? STR("en") : language,
        .published = q->published,
        .sentences = q->sentences,
    };
    prompt_fill(a, &q->model->asks, &q->values, &q->prompt);
    q->prompt.sentences = true;
    q->key = key_of(a, c, &q->prompt);
}

enum ask_opinion ask_read_opinion(struct str answer)
{
    size_t n = 0;
    struct str word;

    answer = str_trim(answer);
    while (n < answer.len && !char_is_alpha(answer.ptr[n]) && n < 3) {
        n++;
    }
    answer = str_sub(answer, n, answer.len);
    for (n = 0; n < answer.len && char_is_alpha(answer.ptr[n]); n++) {
    }
    word = str_sub(answer, 0, n);
    return str_eq_nocase(word, STR("yes"))  ? OPINION_YES
           : str_eq_nocase(word, STR("no")) ? OPINION_NO
                                            : OPINION_NOT_ASKED;
}

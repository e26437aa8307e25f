#include "text/locale.h"

#define TAG_BYTES 32

const char *locale_tag(struct arena *a, struct str language)
{
    size_t n = 0;

    while (n < language.len && n < TAG_BYTES &&
           (char_is_alnum(language.ptr[n]) || language.ptr[n] == '-')) {
        n++;
    }
    return n == 0 ? "en" : arena_z(a, str_sub(language, 0, n));
}

struct str locale_language(struct arena *a, struct str language)
{
    struct str tag = str_z(locale_tag(a, language));
    char *lower = arena_alloc(a, tag.len);
    size_t n;

    for (n = 0; n < tag.len && tag.ptr[n] != '-'; n++) {
        lower[n] = char_lower(tag.ptr[n]);
    }
    return (struct str){lower, n};
}

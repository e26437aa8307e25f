#include "push/signature.h"

#include "fmt/sha.h"

static const struct {
    struct str name;
    enum sha_kind kind;
} methods[] = {
    {STR_INIT("sha256"), SHA_256}, //
    {STR_INIT("sha384"), SHA_384},
    {STR_INIT("sha512"), SHA_512},
};

static const char *const names[] = {
    [PUSH_SIGNATURE_GOOD] = "good", //
    [PUSH_SIGNATURE_NONE] = "no signature",
    [PUSH_SIGNATURE_METHOD] = "a signature by none of sha256, sha384, sha512",
    [PUSH_SIGNATURE_WRONG] = "a wrong signature",
};
_Static_assert(ARRAY_LEN(names) == PUSH_SIGNATURE_COUNT, "each has a name");

enum push_signature push_signature_check(struct str header, struct str secret, struct str body)
{
    size_t equals = str_find_char(header, '=', 0);
    struct str name = str_trim(str_sub(header, 0, equals));

    if (header.len == 0) {
        return PUSH_SIGNATURE_NONE;
    }
    for (size_t i = 0; equals != STR_NPOS && i < ARRAY_LEN(methods); i++) {
        if (str_eq_nocase(name, methods[i].name)) {
            return sha_hmac_matches(methods[i].kind, secret, body,
                                    str_trim(str_sub(header, equals + 1, header.len)))
                       ? PUSH_SIGNATURE_GOOD
                       : PUSH_SIGNATURE_WRONG;
        }
    }
    return PUSH_SIGNATURE_METHOD;
}

const char *push_signature_name(enum push_signature s)
{
    return names[s];
}

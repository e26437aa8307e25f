/* What a configuration says to the fetcher, as libcurl and the guard want it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/fetch_parts.h"

#define DEFAULT_CONNECT_MS 15000

void fetch_settings_release(struct fetch_settings *s)
{
    if (s != NULL && --s->holders == 0) {
        curl_slist_free_all(s->connect_to);
        arena_free(s->arena);
        free(s);
    }
}

/* Cuts "HOST:PORT:ADDRESS:PORT" at the colons outside of brackets. */
static bool rule_parse(struct arena *a, const char *text, struct connect_rule *out)
{
    struct str s = str_z(arena_z(a, str_z(text))), parts[4];
    size_t count = 0, start = 0;
    bool inside = false;
    char *host;

    for (size_t i = 0; i <= s.len; i++) {
        inside = i < s.len && (s.ptr[i] == '[' || (inside && s.ptr[i] != ']'));
        if (i == s.len || (s.ptr[i] == ':' && !inside)) {
            if (count == ARRAY_LEN(parts)) {
                return false;
            }
            parts[count++] = str_sub(s, start, i);
            start = i + 1;
        }
    }
    if (count != ARRAY_LEN(parts)) {
        return false;
    }
    for (size_t i = 0; i < count; i += 2) {
        if (parts[i].len >= 2 && parts[i].ptr[0] == '[') {
            parts[i] = str_sub(parts[i], 1, parts[i].len - 1);
        }
    }
    *out = (struct connect_rule){.port = parts[1]};
    host = arena_z(a, parts[0]);
    for (size_t i = 0; i < parts[0].len; i++) {
        host[i] = char_lower(host[i]);
    }
    out->host = (struct str){host, parts[0].len};
    out->literal = guard_from_text(arena_z(a, parts[2]), &out->address);
    return true;
}

int fetch_settings_new(const struct fetcher_options *o, struct fetch_settings **out,
                       struct err *err)
{
    struct fetch_settings *s = calloc(1, sizeof(*s));
    const char *bundle = o->ca_bundle;

    if (s == NULL) {
        abort();
    }
    if (bundle != NULL && access(bundle, R_OK) == -1) {
        free(s);
        return err_set(err, ERR_CONFIG, "ca_bundle: %s: %s", bundle, strerrordesc_np(errno));
    }
    s->holders = 1;
    s->arena = arena_new();
    s->user_agent = arena_z(s->arena, str_z(o->user_agent));
    if (bundle == NULL) {
        bundle = curl_version_info(CURLVERSION_NOW)->cainfo;
    }
    s->ca_bundle = arena_z(s->arena, str_z(bundle));
    s->proxy = arena_z(s->arena, o->proxy == NULL ? STR("") : str_z(o->proxy));
    s->connect_ms = o->connect_ms == 0 ? DEFAULT_CONNECT_MS : o->connect_ms;
    s->rules = arena_array(s->arena, o->connect_to_count, sizeof(*s->rules));
    for (size_t i = 0; i < o->connect_to_count; i++) {
        struct curl_slist *longer = curl_slist_append(s->connect_to, o->connect_to[i]);

        if (longer == NULL) {
            abort();
        }
        s->connect_to = longer;
        if (!rule_parse(s->arena, o->connect_to[i], &s->rules[s->rule_count++])) {
            fetch_settings_release(s);
            return err_set(err, ERR_CONFIG, "connect_to: \"%s\" is not HOST:PORT:ADDRESS:PORT",
                           o->connect_to[i]);
        }
    }
    *out = s;
    return 0;
}

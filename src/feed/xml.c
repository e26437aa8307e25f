#include "feed/xml.h"

#include "feed/xml_tree.h"

void xml_read(struct bounds *bounds, struct str text, const struct xml_hints *hints,
              struct xml_document *out)
{
    const struct bounds before = *bounds;
    struct xml_builder *b = xml_builder_new(bounds, hints->base);
    bool sound;

    *out = (struct xml_document){0};
    sound = xml_read_strict(b, text, hints, out);
    xml_builder_finish(b, text.len);
    if (!sound) {
        *bounds = before; /* what it ran into is run into again */
        b = xml_builder_new(bounds, hints->base);
        out->known_count = 0;
        xml_read_lenient(b, text, &out->damage);
        xml_builder_finish(b, text.len);
    }
    out->top = b->top;
    out->ended = b->ended;
}

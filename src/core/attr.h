/*
 * core/attr - compiler attributes under short names, and the length of an array.
 */
#ifndef READOUT_CORE_ATTR_H
#define READOUT_CORE_ATTR_H

#define ATTR_MUST_USE        __attribute__((warn_unused_result))
#define ATTR_NONNULL         __attribute__((nonnull))
#define ATTR_PRINTF(f, a)    __attribute__((format(printf, f, a)))
#define ATTR_MALLOC          __attribute__((malloc))
#define ATTR_NORETURN        __attribute__((noreturn))
#define ATTR_RETURNS_NONNULL __attribute__((returns_nonnull))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif

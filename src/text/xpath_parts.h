/*
 * text/xpath_parts - what the reader of XPath makes and the evaluation walks.
 */
#ifndef READOUT_TEXT_XPATH_PARTS_H
#define READOUT_TEXT_XPATH_PARTS_H

#include "text/xpath.h"

enum xpath_axis {
    AXIS_CHILD,
    AXIS_DESCENDANT,
    AXIS_DESCENDANT_OR_SELF,
    AXIS_SELF,
    AXIS_PARENT,
    AXIS_ANCESTOR,
    AXIS_ANCESTOR_OR_SELF,
    AXIS_FOLLOWING_SIBLING,
    AXIS_PRECEDING_SIBLING,
    AXIS_ATTRIBUTE,
    AXIS_COUNT,
};

enum xpath_test { XPATH_NAME, XPATH_ANY, XPATH_TEXT, XPATH_NODE };

enum xpath_kind {
    XPATH_OR,
    XPATH_AND,
    XPATH_EQUAL,
    XPATH_UNEQUAL,
    XPATH_LESS,
    XPATH_AT_MOST,
    XPATH_MORE,
    XPATH_AT_LEAST,
    XPATH_UNION,
    XPATH_LITERAL,
    XPATH_NUMBER,
    XPATH_CALL,
    XPATH_PATH,
};

enum xpath_function {
    CALL_CONCAT,
    CALL_CONTAINS,
    CALL_COUNT,
    CALL_FALSE,
    CALL_LAST,
    CALL_NAME,
    CALL_NORMALIZE_SPACE,
    CALL_NOT,
    CALL_POSITION,
    CALL_STARTS_WITH,
    CALL_STRING,
    CALL_STRING_LENGTH,
    CALL_TRUE,
};

struct xpath_list {
    struct xpath_expr **at;
    size_t count, cap;
};

struct xpath_step {
    enum xpath_axis axis;
    enum xpath_test test;
    struct str name;
    struct xpath_list predicates;
};

struct xpath_expr {
    enum xpath_kind kind;
    struct xpath_expr *left, *right; /* of an operator */
    struct str text;                 /* of a literal */
    int64_t number;
    enum xpath_function function;
    struct xpath_list args;
    /* A path: from an expression with predicates of its own, from the top, or from the context. */
    struct xpath_expr *from;
    struct xpath_list predicates;
    bool top;
    struct xpath_step *steps;
    size_t step_count, step_cap;
};

#endif

#include "print.h"

#include <stdio.h>

size_t at1_print_double(char *out, size_t size, double value, int precision, bool scientific) {
    int length = snprintf(out, size, scientific ? "%.*e" : "%.*g", precision, value);
    return length > 0 && (size_t)length < size ? (size_t)length : 0;
}

#ifndef AT1_PRINT_H
#define AT1_PRINT_H

#include <stdbool.h>
#include <stddef.h>

// Prints a double as "%.*g" or, if scientific, as "%.*e". For Swift, which cannot call a function of variable arguments
// without making an array of existentials first: that takes longer than printing. Returns the number of bytes written to
// out, without the final zero; 0 if there is no room.
size_t at1_print_double(char *out, size_t size, double value, int precision, bool scientific);

#endif

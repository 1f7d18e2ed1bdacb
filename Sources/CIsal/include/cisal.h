#ifndef CISAL_H
#define CISAL_H

#include <isa-l/erasure_code.h>
#include <stdbool.h>

// isa-l, loaded on first use: only stores with parity need it.

/// Loads libisal. False if it is not installed.
bool cisal_load(void);

void cisal_cauchy_matrix(unsigned char *matrix, int rows, int columns);
int cisal_invert(unsigned char *matrix, unsigned char *inverse, int size);
void cisal_init_tables(int columns, int rows, unsigned char *matrix, unsigned char *tables);
void cisal_encode(int length, int columns, int rows, unsigned char *tables, unsigned char **data, unsigned char **coding);

#endif

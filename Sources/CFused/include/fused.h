#ifndef AT1_FUSED_H
#define AT1_FUSED_H

#include <stdbool.h>
#include <stddef.h>

// Multiplications and additions with one rounding, for which Swift makes a function call each if the processor is not
// known in advance. Every function gives the same bits on every machine: with the instruction if there is one, with
// the C library's exact fma() if there is none. Nothing here determines an order of additions; callers do.

// For each sample s and each output i < width, with k rising:
//     lanes[k % lane_count][s][i] = factors[s * factor_stride + k] * rows[k * row_stride + i] + lanes[k % lane_count][s][i]
// where lanes[l][s][i] is lanes[(l * samples + s) * width + i]. One rounding a step if fused, two if not.
void at1_accumulate_rows(
    double *lanes, size_t lane_count, size_t samples, size_t width, const double *rows, size_t row_stride,
    const double *factors, size_t factor_stride, size_t depth, bool fused);

// With k rising: lanes[k % lane_count] = a[k] * b[k] + lanes[k % lane_count]. depth is a multiple of lane_count.
void at1_accumulate_dot(double *lanes, size_t lane_count, const double *a, const double *b, size_t depth, bool fused);

// values[i] = log(values[i]) for finite, normal values above zero, as in glibc since 2.28 on a processor that has
// fused multiply-add.
void at1_log(double *values, size_t count);

#endif

#ifndef AT1_LANES_H
#define AT1_LANES_H

#include <stddef.h>
#include <stdint.h>

// The beginnings of many random streams at once, one seed a lane of a vector register, the turns of one stream, several
// words a register, and sums of rows of bits. Every machine gives the same; processors with wide registers are faster.

// The four words of state that numpy's SeedSequence(seed) spreads a seed over, for the seeds first, first + 1, …:
// states[word * count + index]. count is a multiple of 16.
void at1_seed_states(uint64_t first, size_t count, uint64_t *states);

// The first `words` outputs of MT19937 seeded by the integers first, first + 1, … as RandomState seeds it:
// outputs[word * AT1_TWISTER_LANES + lane]. words is at most 227.
#define AT1_TWISTER_LANES 32
void at1_twister_outputs(uint32_t first, size_t words, uint32_t *outputs);

// Turns the 624 words of an MT19937 state over, and writes the 624 outputs that they make.
void at1_twister_turn(uint32_t *state, uint32_t *words);

// How many of `count` points lie in the unit circle, its middle and its edge left out: each of four outputs of MT19937,
// as numpy's polar method draws them.
size_t at1_points_in_circle(const uint32_t *words, size_t count);

// Adds `count` words of bits to others over GF(2): target ^= source. The two do not overlap.
void at1_add_bits(uint64_t *target, const uint64_t *source, size_t count);

#endif

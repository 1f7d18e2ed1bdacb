#ifndef AT1_LANES_H
#define AT1_LANES_H

#include <stddef.h>
#include <stdint.h>

// The beginnings of many random streams at once, one seed per lane of a vector register, the turns of one stream, several
// words per register, and sums of rows of bits. The results are the same on every machine; wide registers are faster.

// The four words of state that numpy's SeedSequence(seed) spreads a seed over, for the seeds first, first + 1, …:
// states[word * count + index]. count is a multiple of 16.
void at1_seed_states(uint64_t first, size_t count, uint64_t *states);

// The first `words` outputs of MT19937 seeded by the integers first, first + 1, … as RandomState seeds it:
// outputs[word * AT1_TWISTER_LANES + lane]. words is at most 227.
#define AT1_TWISTER_LANES 32
void at1_twister_outputs(uint32_t first, size_t words, uint32_t *outputs);

// The same of MT19937 seeded by a list of one word: [first], [first + 1], … as RandomState and Python's random seed it.
void at1_twister_mixed_outputs(uint32_t first, size_t words, uint32_t *outputs);

// Computes the next turn of the 624 words of an MT19937 state.
void at1_twister_turn(uint32_t *state);

// Writes the outputs for the 624 words of a state.
void at1_twister_temper(const uint32_t *state, uint32_t *words);

// Skips points of four outputs each until `count` of them were in the unit circle, excluding its centre and its edge,
// as numpy's polar method draws them. `position` outputs of the state have been used, at most 624; returns how many have
// been used then.
size_t at1_twister_skip_points(uint32_t *state, size_t position, size_t count);

// Adds `count` words of bits to others over GF(2): target ^= source. The two do not overlap.
void at1_add_bits(uint64_t *target, const uint64_t *source, size_t count);

#endif

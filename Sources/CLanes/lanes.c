#include "lanes.h"

#define INLINE static inline __attribute__((always_inline))

// MARK: SeedSequence (numpy bit_generator.pyx)

#define SEEDS 16

// One hash of the pool or of the output: its constant changes with every word, independently of the seed.
typedef struct {
    uint32_t constant, multiplier;
} hash;

INLINE void mix(hash *h, const uint32_t *restrict in, uint32_t *restrict out) {
    uint32_t before = h->constant;
    h->constant *= h->multiplier;
    uint32_t after = h->constant;
    for (int i = 0; i < SEEDS; i++) {
        uint32_t word = (in[i] ^ before) * after;
        out[i] = word ^ word >> 16;
    }
}

INLINE void seed_states(uint64_t first, size_t count, uint64_t *states) {
    for (size_t start = 0; start < count; start += SEEDS) {
        uint32_t entropy[4][SEEDS] = {{0}}, pool[4][SEEDS], mixed[SEEDS];
        for (int i = 0; i < SEEDS; i++) {
            uint64_t seed = first + start + (uint64_t)i;
            entropy[0][i] = (uint32_t)seed;
            entropy[1][i] = (uint32_t)(seed >> 32);
        }
        hash h = {0x43b0d7e5, 0x931e8875};
        for (int w = 0; w < 4; w++) mix(&h, entropy[w], pool[w]);
        for (int from = 0; from < 4; from++)
            for (int to = 0; to < 4; to++) {
                if (from == to) continue;
                mix(&h, pool[from], mixed);
                for (int i = 0; i < SEEDS; i++) {
                    uint32_t word = 0xca01f9dd * pool[to][i] - 0x4973f715 * mixed[i];
                    pool[to][i] = word ^ word >> 16;
                }
            }
        hash out = {0x8b51f9dd, 0x58f38ded};
        for (int w = 0; w < 4; w++) {
            uint32_t low[SEEDS], high[SEEDS];
            mix(&out, pool[w * 2 % 4], low);
            mix(&out, pool[(w * 2 + 1) % 4], high);
            for (int i = 0; i < SEEDS; i++)
                states[(size_t)w * count + start + (size_t)i] = (uint64_t)high[i] << 32 | low[i];
        }
    }
}

// MARK: MT19937 (numpy mt19937.c)

#define LANES AT1_TWISTER_LANES
#define SIZE 624
#define DISTANCE 397
#define MOST 227

INLINE uint32_t twisted(uint32_t high, uint32_t low) {
    uint32_t pair = (high & 0x80000000u) | (low & 0x7fffffffu);
    return pair >> 1 ^ ((0u - (pair & 1)) & 0x9908b0dfu);
}

INLINE uint32_t tempered(uint32_t word) {
    word ^= word >> 11;
    word ^= word << 7 & 0x9d2c5680u;
    word ^= word << 15 & 0xefc60000u;
    return word ^ word >> 18;
}

INLINE void twister_outputs(uint32_t first, size_t words, uint32_t *outputs) {
    uint32_t head[MOST + 1][LANES], state[LANES];
    for (uint32_t l = 0; l < LANES; l++) head[0][l] = state[l] = first + l;
    for (uint32_t k = 1; k < DISTANCE + (uint32_t)words; k++) {
        for (int l = 0; l < LANES; l++) state[l] = 1812433253u * (state[l] ^ state[l] >> 30) + k;
        if (k <= words)
            for (int l = 0; l < LANES; l++) head[k][l] = state[l];
        if (k >= DISTANCE) {
            uint32_t *out = outputs + (size_t)(k - DISTANCE) * LANES;
            const uint32_t *high = head[k - DISTANCE], *low = head[k - DISTANCE + 1];
            for (int l = 0; l < LANES; l++) {
                out[l] = tempered(state[l] ^ twisted(high[l], low[l]));
            }
        }
    }
}

INLINE void mixed_outputs(uint32_t first, size_t words, uint32_t *outputs) {
    uint32_t state[SIZE][LANES], key[LANES];
    uint32_t word = 19650218;
    for (uint32_t k = 0; k < SIZE; k++) {
        for (int l = 0; l < LANES; l++) state[k][l] = word;
        word = 1812433253u * (word ^ word >> 30) + k + 1;
    }
    for (uint32_t l = 0; l < LANES; l++) key[l] = first + l;
    uint32_t at = 1;
    for (uint32_t round = 0; round < SIZE * 2 - 1; round++) {
        uint32_t factor = round < SIZE ? 1664525 : 1566083941, taken = round < SIZE ? 0 : at;
        uint32_t added = round < SIZE ? ~0u : 0;
        for (int l = 0; l < LANES; l++) {
            uint32_t before = state[at - 1][l];
            state[at][l] = (state[at][l] ^ (before ^ before >> 30) * factor) + (key[l] & added) - taken;
        }
        if (++at < SIZE) continue;
        for (int l = 0; l < LANES; l++) state[0][l] = state[SIZE - 1][l];
        at = 1;
    }
    for (int l = 0; l < LANES; l++) state[0][l] = 0x80000000u;
    for (size_t k = 0; k < words; k++)
        for (int l = 0; l < LANES; l++)
            outputs[k * LANES + (size_t)l] = tempered(state[k + DISTANCE][l] ^ twisted(state[k][l], state[k + 1][l]));
}

INLINE void twister_turn(uint32_t *state) {
    for (int i = 0; i < SIZE - DISTANCE; i++) state[i] = state[i + DISTANCE] ^ twisted(state[i], state[i + 1]);
    for (int i = SIZE - DISTANCE; i < SIZE - 1; i++)
        state[i] = state[i + DISTANCE - SIZE] ^ twisted(state[i], state[i + 1]);
    state[SIZE - 1] = state[DISTANCE - 1] ^ twisted(state[SIZE - 1], state[0]);
}

INLINE void twister_temper(const uint32_t *restrict state, uint32_t *restrict words) {
    for (int i = 0; i < SIZE; i++) words[i] = tempered(state[i]);
}

// MARK: The polar method (numpy legacy-distributions.c)

// Sums and products that are rounded separately on every processor.
#pragma STDC FP_CONTRACT OFF

INLINE double coordinate(uint32_t high, uint32_t low) {
    double uniform = ((tempered(high) >> 5) * 67108864.0 + (tempered(low) >> 6)) / 9007199254740992.0;
    return 2.0 * uniform - 1.0;
}

INLINE int is_in_circle(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    double x = coordinate(a, b), y = coordinate(c, d);
    double square = x * x + y * y;
    return square < 1.0 && square != 0.0;
}

typedef uint32_t words8 __attribute__((vector_size(32)));
typedef int32_t signed8 __attribute__((vector_size(32)));
typedef float floats8 __attribute__((vector_size(32)));
#define EVEN 0, 2, 8, 10, 4, 6, 12, 14
#define ODD 1, 3, 9, 11, 5, 7, 13, 15

// The squares of eight coordinates by the first 24 bits of each: those of the words 0 and 2 of each four.
INLINE void squares(const uint32_t *state, floats8 *squares) {
    words8 a, b;
    __builtin_memcpy(&a, state, sizeof a);
    __builtin_memcpy(&b, state + 8, sizeof b);
    words8 word = __builtin_shufflevector(a, b, EVEN);
    word ^= word >> 11;
    word ^= word << 7 & 0x9d2c5680u;
    word ^= word << 15 & 0xefc60000u;
    word ^= word >> 18;
    floats8 coordinate = __builtin_convertvector((signed8)(word >> 8), floats8) * 0x1p-23f - 1;
    *squares = coordinate * coordinate;
}

// How many of `count` points, four words of a state each, are in the circle. The first 24 bits decide for all points but
// those at the edge and those at the centre.
INLINE size_t points_in_circle(const uint32_t *state, size_t count) {
    size_t inside = 0, at = 0;
    signed8 found = {0}, unsure = {0};
    for (; at + 8 <= count; at += 8) {
        floats8 first, second;
        squares(state + at * 4, &first);
        squares(state + at * 4 + 16, &second);
        floats8 square = __builtin_shufflevector(first, second, EVEN) + __builtin_shufflevector(first, second, ODD);
        found -= square < 1;
        unsure |= ((square > 0.999998f) & (square < 1.000002f)) | (square < 0.00001f);
    }
    int is_unsure = 0;
    for (int i = 0; i < 8; i++) {
        inside += (size_t)found[i];
        is_unsure |= unsure[i];
    }
    if (is_unsure) inside = at = 0;
    for (; at < count; at++)
        inside += (size_t)is_in_circle(state[at * 4], state[at * 4 + 1], state[at * 4 + 2], state[at * 4 + 3]);
    return inside;
}

INLINE size_t skip_points(uint32_t *state, size_t position, size_t count) {
    while (count > 0) {
        if (position == SIZE) {
            twister_turn(state);
            position = 0;
        }
        // A number of points that is certainly not too large.
        size_t points = (SIZE - position) / 4;
        if (points > count) points = count;
        if (points > 0) {
            count -= points_in_circle(state + position, points);
            position += points * 4;
            continue;
        }
        // A point whose words belong to two turns.
        uint32_t point[4];
        for (int i = 0; i < 4; i++) {
            if (position == SIZE) {
                twister_turn(state);
                position = 0;
            }
            point[i] = state[position++];
        }
        count -= (size_t)is_in_circle(point[0], point[1], point[2], point[3]);
    }
    return position;
}

// MARK: Rows of bits

// Eight words at a time even without optimisation, as in builds for tests.
typedef uint64_t eight __attribute__((vector_size(64), aligned(8), may_alias));

INLINE void add_bits(uint64_t *restrict target, const uint64_t *restrict source, size_t count) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) *(eight *)(target + i) ^= *(const eight *)(source + i);
    for (; i < count; i++) target[i] ^= source[i];
}

// MARK: One version for processors with the instructions, one for all

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
WIDE static void wide_states(uint64_t first, size_t count, uint64_t *states) { seed_states(first, count, states); }
WIDE static void wide_outputs(uint32_t first, size_t words, uint32_t *outputs) {
    twister_outputs(first, words, outputs);
}
WIDE static void wide_mixed(uint32_t first, size_t words, uint32_t *outputs) { mixed_outputs(first, words, outputs); }
WIDE static void wide_turn(uint32_t *state) { twister_turn(state); }
WIDE static void wide_temper(const uint32_t *state, uint32_t *words) { twister_temper(state, words); }
WIDE static size_t wide_skip(uint32_t *state, size_t position, size_t count) {
    return skip_points(state, position, count);
}
WIDE static void wide_add(uint64_t *target, const uint64_t *source, size_t count) { add_bits(target, source, count); }
static int is_wide(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2");
}
#define DISPATCH(wide, narrow) is_wide() ? wide : narrow
#else
#define DISPATCH(wide, narrow) narrow
#endif

void at1_seed_states(uint64_t first, size_t count, uint64_t *states) {
    DISPATCH(wide_states(first, count, states), seed_states(first, count, states));
}

void at1_twister_outputs(uint32_t first, size_t words, uint32_t *outputs) {
    DISPATCH(wide_outputs(first, words, outputs), twister_outputs(first, words, outputs));
}

void at1_twister_mixed_outputs(uint32_t first, size_t words, uint32_t *outputs) {
    DISPATCH(wide_mixed(first, words, outputs), mixed_outputs(first, words, outputs));
}

void at1_twister_turn(uint32_t *state) { DISPATCH(wide_turn(state), twister_turn(state)); }

void at1_twister_temper(const uint32_t *state, uint32_t *words) {
    DISPATCH(wide_temper(state, words), twister_temper(state, words));
}

size_t at1_twister_skip_points(uint32_t *state, size_t position, size_t count) {
    return DISPATCH(wide_skip(state, position, count), skip_points(state, position, count));
}

void at1_add_bits(uint64_t *target, const uint64_t *source, size_t count) {
    DISPATCH(wide_add(target, source, count), add_bits(target, source, count));
}

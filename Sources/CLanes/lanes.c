#include "lanes.h"

#define INLINE static inline __attribute__((always_inline))

// MARK: SeedSequence (numpy bit_generator.pyx)

#define SEEDS 16

// One hash of the pool or of the output: its constant moves on with every word, the same way whatever the seed.
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
    if (words > MOST) words = MOST;
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

INLINE void twister_turn(uint32_t *restrict state, uint32_t *restrict words) {
    for (int i = 0; i < SIZE - DISTANCE; i++) state[i] = state[i + DISTANCE] ^ twisted(state[i], state[i + 1]);
    for (int i = SIZE - DISTANCE; i < SIZE - 1; i++)
        state[i] = state[i + DISTANCE - SIZE] ^ twisted(state[i], state[i + 1]);
    state[SIZE - 1] = state[DISTANCE - 1] ^ twisted(state[SIZE - 1], state[0]);
    for (int i = 0; i < SIZE; i++) words[i] = tempered(state[i]);
}

// MARK: The polar method (numpy legacy-distributions.c)

// Sums and products that are rounded one by one, on every processor.
#pragma STDC FP_CONTRACT OFF

INLINE double coordinate(const uint32_t *words) {
    double uniform = ((words[0] >> 5) * 67108864.0 + (words[1] >> 6)) / 9007199254740992.0;
    return 2.0 * uniform - 1.0;
}

// 24 bits of each coordinate tell all points from each other but for those at the edge and those in the middle.
INLINE size_t points_in_circle(const uint32_t *words, size_t count) {
    uint32_t inside = 0, unsure = 0;
    for (size_t i = 0; i < count; i++) {
        float x = (float)(int32_t)(words[i * 4] >> 8) * 0x1p-23f - 1;
        float y = (float)(int32_t)(words[i * 4 + 2] >> 8) * 0x1p-23f - 1;
        float square = x * x + y * y;
        inside += square < 1;
        unsure += (square > 0.999998f) & (square < 1.000002f);
        unsure += square < 0.00001f;
    }
    if (unsure == 0) return inside;
    size_t exact = 0;
    for (size_t i = 0; i < count; i++) {
        double x = coordinate(words + i * 4), y = coordinate(words + i * 4 + 2);
        double square = x * x + y * y;
        exact += square < 1.0 && square != 0.0;
    }
    return exact;
}

// MARK: Rows of bits

// Eight words at a time also where nothing is optimised: tests are built so.
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
WIDE static void wide_turn(uint32_t *state, uint32_t *words) { twister_turn(state, words); }
WIDE static size_t wide_points(const uint32_t *words, size_t count) { return points_in_circle(words, count); }
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

void at1_twister_turn(uint32_t *state, uint32_t *words) {
    DISPATCH(wide_turn(state, words), twister_turn(state, words));
}

size_t at1_points_in_circle(const uint32_t *words, size_t count) {
    return DISPATCH(wide_points(words, count), points_in_circle(words, count));
}

void at1_add_bits(uint64_t *target, const uint64_t *source, size_t count) {
    DISPATCH(wide_add(target, source, count), add_bits(target, source, count));
}

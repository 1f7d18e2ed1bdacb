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
#define DISTANCE 397
#define MOST 227

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
                uint32_t pair = (high[l] & 0x80000000u) | (low[l] & 0x7fffffffu);
                uint32_t word = state[l] ^ pair >> 1 ^ ((0u - (pair & 1)) & 0x9908b0dfu);
                word ^= word >> 11;
                word ^= word << 7 & 0x9d2c5680u;
                word ^= word << 15 & 0xefc60000u;
                out[l] = word ^ word >> 18;
            }
        }
    }
}

// MARK: One version for processors with the instructions, one for all

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
WIDE static void wide_states(uint64_t first, size_t count, uint64_t *states) { seed_states(first, count, states); }
WIDE static void wide_outputs(uint32_t first, size_t words, uint32_t *outputs) {
    twister_outputs(first, words, outputs);
}
static int is_wide(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2");
}
#endif

void at1_seed_states(uint64_t first, size_t count, uint64_t *states) {
#if defined(__x86_64__)
    if (is_wide()) {
        wide_states(first, count, states);
        return;
    }
#endif
    seed_states(first, count, states);
}

void at1_twister_outputs(uint32_t first, size_t words, uint32_t *outputs) {
#if defined(__x86_64__)
    if (is_wide()) {
        wide_outputs(first, words, outputs);
        return;
    }
#endif
    twister_outputs(first, words, outputs);
}

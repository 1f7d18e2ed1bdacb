#include <lzma.h>

// Macros that Swift cannot read.
static const lzma_vli at1_lzma_filter_lzma2 = LZMA_FILTER_LZMA2;
static const lzma_vli at1_lzma_filters_end = LZMA_VLI_UNKNOWN;
static const uint32_t at1_lzma_preset_extreme = LZMA_PRESET_EXTREME;
static const uint32_t at1_lzma_dictionary_least = LZMA_DICT_SIZE_MIN;

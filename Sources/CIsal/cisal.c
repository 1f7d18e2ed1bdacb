#include "cisal.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static void (*cauchy)(unsigned char *, int, int);
static int (*invert)(unsigned char *, unsigned char *, const int);
static void (*init_tables)(int, int, unsigned char *, unsigned char *);
static void (*encode)(int, int, int, unsigned char *, unsigned char **, unsigned char **);

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded;

static void load(void) {
    void *library = dlopen("libisal.so.2", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return;
    cauchy = (__typeof__(cauchy))dlsym(library, "gf_gen_cauchy1_matrix");
    invert = (__typeof__(invert))dlsym(library, "gf_invert_matrix");
    init_tables = (__typeof__(init_tables))dlsym(library, "ec_init_tables");
    encode = (__typeof__(encode))dlsym(library, "ec_encode_data");
    is_loaded = cauchy && invert && init_tables && encode;
}

bool cisal_load(void) {
    pthread_once(&once, load);
    return is_loaded;
}

void cisal_cauchy_matrix(unsigned char *matrix, int rows, int columns) { cauchy(matrix, rows, columns); }
int cisal_invert(unsigned char *matrix, unsigned char *inverse, int size) { return invert(matrix, inverse, size); }
void cisal_init_tables(int columns, int rows, unsigned char *matrix, unsigned char *tables) {
    init_tables(columns, rows, matrix, tables);
}
void cisal_encode(int length, int columns, int rows, unsigned char *tables, unsigned char **data, unsigned char **coding) {
    encode(length, columns, rows, tables, data, coding);
}

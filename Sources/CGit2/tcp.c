#include "cgit2.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

long long at1_tcp_bytes(int descriptor) {
    struct tcp_info state = {0};
    socklen_t length = sizeof state;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &state, &length) != 0) return -1;
    if (length < offsetof(struct tcp_info, tcpi_segs_out)) return 0;
    return (long long)(state.tcpi_bytes_acked + state.tcpi_bytes_received);
}

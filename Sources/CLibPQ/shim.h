// libpq, and the Linux calls by which its sockets are watched (Glibc's module leaves epoll out).
#include <libpq-fe.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef _WIN32
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#define closesocket close
#define SHUT_ALL SHUT_RDWR
#else
#define SHUT_ALL SD_BOTH
#endif

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static long long milliseconds_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

long long now_ms(void) {
    return milliseconds_of(CLOCK_MONOTONIC);
}

long long unix_ms(void) {
    return milliseconds_of(CLOCK_REALTIME);
}

void sleep_ms(long long milliseconds) {
    if (milliseconds <= 0) {
        return;
    }
    struct timespec wait = {.tv_sec = (time_t)(milliseconds / 1000),
                            .tv_nsec = (long)(milliseconds % 1000) * 1000000};
    nanosleep(&wait, NULL);
}

bool sockets_ready(void) {
#ifdef _WIN32
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
#else
    return true;
#endif
}

void socket_close(socket_type socket) {
    if (socket != NO_SOCKET) {
        closesocket(socket);
    }
}

void socket_shut(socket_type socket) {
    if (socket != NO_SOCKET) {
        shutdown(socket, SHUT_ALL);
    }
}

void socket_without_delay(socket_type socket) {
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, (const void*)&on, sizeof on);
}

socket_type socket_connect(const char* address) {
    char host[64];
    const char* colon = strrchr(address, ':');
    if (colon == NULL || (size_t)(colon - address) >= sizeof host || !sockets_ready()) {
        return NO_SOCKET;
    }
    copy_text(host, (size_t)(colon - address) + 1, address);
    struct sockaddr_in where;
    memset(&where, 0, sizeof where);
    where.sin_family = AF_INET;
    where.sin_port = htons((unsigned short)atoi(colon + 1));
    if (inet_pton(AF_INET, host, &where.sin_addr) != 1) {
        return NO_SOCKET;
    }
    socket_type made = socket(AF_INET, SOCK_STREAM, 0);
    if (made == NO_SOCKET) {
        return NO_SOCKET;
    }
    if (connect(made, (const struct sockaddr*)&where, sizeof where) != 0) {
        socket_close(made);
        return NO_SOCKET;
    }
    socket_without_delay(made);
    return made;
}

bool socket_send_all(socket_type socket, const void* data, size_t size) {
    const char* next = data;
    while (size > 0) {
        const size_t part = size < 1 << 20 ? size : 1 << 20;
#ifdef _WIN32
        const int sent = send(socket, next, (int)part, 0);
#else
        const ssize_t sent = send(socket, next, part, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
#endif
        if (sent <= 0) {
            return false;
        }
        next += sent;
        size -= (size_t)sent;
    }
    return true;
}

size_t socket_receive(socket_type socket, void* data, size_t size) {
    for (;;) {
#ifdef _WIN32
        const int got = recv(socket, data, (int)size, 0);
#else
        const ssize_t got = recv(socket, data, size, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
#endif
        return got > 0 ? (size_t)got : 0;
    }
}

void copy_text(char* target, size_t size, const char* source) {
    const size_t length = strnlen(source, size - 1);
    memcpy(target, source, length);
    target[length] = '\0';
}

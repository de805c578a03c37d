// The little that differs between systems: sockets, clocks and sleeping.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
typedef SOCKET socket_type;
#define NO_SOCKET INVALID_SOCKET
#else
typedef int socket_type;
#define NO_SOCKET (-1)
#endif

long long now_ms(void);
long long unix_ms(void);
void sleep_ms(long long milliseconds);

bool sockets_ready(void);
void socket_close(socket_type socket);
/// Wake whoever reads from the socket; it then sees its end.
void socket_shut(socket_type socket);
/// Connects to "HOST:PORT" within a second; NO_SOCKET when that does not work.
socket_type socket_connect(const char* address);
bool socket_send_all(socket_type socket, const void* data, size_t size);
/// Returns 0 at the end of the connection and on errors.
size_t socket_receive(socket_type socket, void* data, size_t size);
void socket_without_delay(socket_type socket);

/// Copies at most `size` - 1 bytes and ends the text.
void copy_text(char* target, size_t size, const char* source);

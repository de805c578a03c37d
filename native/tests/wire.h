// Messages between engines, service and tests.
//
// A message is a verb and named texts, then bytes. On the wire: its size, the size of the text
// (both 32 bit, big end first), the text ("verb\nkey=value\n...", with \\ and \n escaped), the
// bytes.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buffer {
    unsigned char* data;
    size_t size;
    size_t capacity;
};

void buffer_append(struct buffer* buffer, const void* data, size_t size);
void buffer_consume(struct buffer* buffer, size_t size);
void buffer_free(struct buffer* buffer);

/// Begin a message at the end of an empty buffer.
void wire_begin(struct buffer* buffer, const char* verb);
void wire_put(struct buffer* buffer, const char* key, const char* value);
void wire_put_number(struct buffer* buffer, const char* key, long long value);
/// As wire_put, for "key.INDEX".
void wire_put_at(struct buffer* buffer, const char* key, int index, const char* value);
void wire_put_number_at(struct buffer* buffer, const char* key, int index, long long value);
/// End the message with its bytes.
void wire_end(struct buffer* buffer, const void* payload, size_t size);

struct wire_field {
    const char* key;
    const char* value;
};

/// A parsed message; its texts lie in the data it was parsed from.
struct wire_message {
    const char* verb;
    struct wire_field* fields;
    int count;
    const unsigned char* payload;
    size_t payload_size;
};

/// Size of the whole first message in `data`, 0 while it is not complete.
size_t wire_complete(const unsigned char* data, size_t size);
/// Parse one complete message in place; false when it is damaged. Free with wire_free.
bool wire_parse(unsigned char* data, size_t size, struct wire_message* message);
void wire_free(struct wire_message* message);

bool wire_is(const struct wire_message* message, const char* verb);
/// The text of `key`, "" when there is none.
const char* wire_text(const struct wire_message* message, const char* key);
long long wire_number(const struct wire_message* message, const char* key);
const char* wire_text_at(const struct wire_message* message, const char* key, int index);
long long wire_number_at(const struct wire_message* message, const char* key, int index);

#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 8 };

static void need(struct buffer* buffer, size_t more) {
    if (buffer->size + more <= buffer->capacity) {
        return;
    }
    size_t capacity = buffer->capacity != 0 ? buffer->capacity : 512;
    while (capacity < buffer->size + more) {
        capacity *= 2;
    }
    unsigned char* grown = realloc(buffer->data, capacity);
    if (grown == NULL) {
        abort();
    }
    buffer->data = grown;
    buffer->capacity = capacity;
}

void buffer_append(struct buffer* buffer, const void* data, size_t size) {
    if (size == 0) {
        return;
    }
    need(buffer, size);
    memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
}

void buffer_consume(struct buffer* buffer, size_t size) {
    if (size == 0) {
        return;
    }
    buffer->size -= size;
    memmove(buffer->data, buffer->data + size, buffer->size);
}

void buffer_free(struct buffer* buffer) {
    free(buffer->data);
    memset(buffer, 0, sizeof *buffer);
}

static void put_size(unsigned char* target, size_t value) {
    for (int byte = 0; byte < 4; ++byte) {
        target[byte] = (unsigned char)(value >> (24 - 8 * byte));
    }
}

static size_t get_size(const unsigned char* source) {
    return (size_t)source[0] << 24 | (size_t)source[1] << 16 | (size_t)source[2] << 8 | source[3];
}

void wire_begin(struct buffer* buffer, const char* verb) {
    static const unsigned char nothing[HEAD];
    buffer->size = 0;
    buffer_append(buffer, nothing, HEAD);
    buffer_append(buffer, verb, strlen(verb));
}

void wire_put(struct buffer* buffer, const char* key, const char* value) {
    buffer_append(buffer, "\n", 1);
    buffer_append(buffer, key, strlen(key));
    buffer_append(buffer, "=", 1);
    for (const char* next = value; *next != '\0'; ++next) {
        if (*next == '\n') {
            buffer_append(buffer, "\\n", 2);
        } else if (*next == '\\') {
            buffer_append(buffer, "\\\\", 2);
        } else {
            buffer_append(buffer, next, 1);
        }
    }
}

void wire_put_number(struct buffer* buffer, const char* key, long long value) {
    char text[24];
    snprintf(text, sizeof text, "%lld", value);
    wire_put(buffer, key, text);
}

void wire_put_at(struct buffer* buffer, const char* key, int index, const char* value) {
    char full[64];
    snprintf(full, sizeof full, "%s.%d", key, index);
    wire_put(buffer, full, value);
}

void wire_put_number_at(struct buffer* buffer, const char* key, int index, long long value) {
    char full[64];
    snprintf(full, sizeof full, "%s.%d", key, index);
    wire_put_number(buffer, full, value);
}

void wire_end(struct buffer* buffer, const void* payload, size_t size) {
    put_size(buffer->data + 4, buffer->size - HEAD);
    buffer_append(buffer, payload, size);
    put_size(buffer->data, buffer->size - 4);
}

size_t wire_complete(const unsigned char* data, size_t size) {
    if (size < HEAD) {
        return 0;
    }
    const size_t whole = get_size(data) + 4;
    return size >= whole ? whole : 0;
}

static void unescape(char* text) {
    char* target = text;
    for (const char* next = text; *next != '\0'; ++next) {
        if (*next == '\\' && next[1] != '\0') {
            ++next;
            *target++ = *next == 'n' ? '\n' : *next;
        } else {
            *target++ = *next;
        }
    }
    *target = '\0';
}

bool wire_parse(unsigned char* data, size_t size, struct wire_message* message) {
    memset(message, 0, sizeof *message);
    const size_t text_size = size >= HEAD ? get_size(data + 4) : 0;
    if (text_size == 0 || text_size > size - HEAD) {
        return false;
    }
    // The text moves forward by one so that it can be ended without touching the bytes.
    char* text = (char*)data + HEAD - 1;
    memmove(text, data + HEAD, text_size);
    text[text_size] = '\0';
    message->payload = data + HEAD + text_size;
    message->payload_size = size - HEAD - text_size;
    int lines = 0;
    for (size_t at = 0; at < text_size; ++at) {
        lines += text[at] == '\n';
    }
    message->verb = text;
    message->fields = calloc((size_t)lines + 1, sizeof *message->fields);
    if (message->fields == NULL) {
        abort();
    }
    char* next = strchr(text, '\n');
    while (next != NULL) {
        *next = '\0';
        char* key = next + 1;
        next = strchr(key, '\n');
        if (next != NULL) {
            *next = '\0';
        }
        char* equals = strchr(key, '=');
        if (equals != NULL) {
            *equals = '\0';
            unescape(equals + 1);
            message->fields[message->count++] = (struct wire_field){key, equals + 1};
        }
    }
    return true;
}

void wire_free(struct wire_message* message) {
    free(message->fields);
    message->fields = NULL;
}

bool wire_is(const struct wire_message* message, const char* verb) {
    return strcmp(message->verb, verb) == 0;
}

const char* wire_text(const struct wire_message* message, const char* key) {
    for (int at = 0; at < message->count; ++at) {
        if (strcmp(message->fields[at].key, key) == 0) {
            return message->fields[at].value;
        }
    }
    return "";
}

long long wire_number(const struct wire_message* message, const char* key) {
    return strtoll(wire_text(message, key), NULL, 10);
}

const char* wire_text_at(const struct wire_message* message, const char* key, int index) {
    char full[64];
    snprintf(full, sizeof full, "%s.%d", key, index);
    return wire_text(message, full);
}

long long wire_number_at(const struct wire_message* message, const char* key, int index) {
    return strtoll(wire_text_at(message, key, index), NULL, 10);
}

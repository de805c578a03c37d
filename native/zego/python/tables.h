// Names and defaults of the Python types that are made when the module is imported.
#pragma once

#include <utility>
#include <vector>

namespace klieg::zego::python {

struct EnumRow {
    const char* name;
    bool is_flags;
    std::vector<std::pair<const char*, int>> values;
};

// What a field is when it is not given.
enum class Default : unsigned char {
    kNumber,
    kReal,
    kSwitch,
    kEnum,  // `extra` is the row of the enum
    kText,
    kBytes,
    kValue,  // `extra` is the row of the type
    kNothing,
    kList,
    kArray,  // of `extra` numbers
};

struct FieldRow {
    const char* name;
    Default empty;
    int extra;
    bool is_secret;
};

struct TypeRow {
    const char* name;
    std::vector<FieldRow> fields;
    bool is_event;
};

std::vector<EnumRow> enum_rows();
std::vector<TypeRow> type_rows();

}  // namespace klieg::zego::python

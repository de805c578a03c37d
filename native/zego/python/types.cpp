// Makes the enums and named tuples of the module from their tables.

#include <pybind11/gil_safe_call_once.h>

#include <string>
#include <utility>
#include <vector>

#include "zego/python/convert.h"
#include "zego/python/tables.h"

namespace klieg::zego::python {

namespace {

struct Types {
    std::vector<py::dict> members;  // of each enum: number -> member
    std::vector<py::type> tuples;
};

PYBIND11_CONSTINIT py::gil_safe_call_once_and_store<Types> stored;

constexpr const char* kHidden = "'***'";

py::object empty_value(const FieldRow& field, const Types& types) {
    const auto extra = static_cast<std::size_t>(field.extra);
    switch (field.empty) {
        case Default::kNumber:
            return py::int_(0);
        case Default::kReal:
            return py::float_(0.0);
        case Default::kSwitch:
            return py::bool_(false);
        case Default::kEnum: {
            const py::dict& members = types.members.at(extra);
            const py::int_ zero(0);
            return members.contains(zero) ? py::object(members[zero]) : py::object(zero);
        }
        case Default::kText:
            return py::str();
        case Default::kBytes:
            return py::bytes();
        case Default::kValue:
            return types.tuples.at(extra)();
        case Default::kNothing:
            return py::none();
        case Default::kList:
            return py::tuple();
        case Default::kArray: {
            py::tuple zeros(extra);
            for (std::size_t number = 0; number < extra; ++number) {
                zeros[number] = py::int_(0);
            }
            return std::move(zeros);
        }
    }
    return py::none();
}

py::dict make_enum(const py::module_& module, const py::module_& enums, const EnumRow& row) {
    const py::dict values;
    for (const auto& [name, value] : row.values) {
        values[name] = value;
    }
    const py::object type = enums.attr(row.is_flags ? "IntFlag" : "IntEnum")(
        row.name, values, py::arg("module") = module.attr("__name__"));
    module.attr(row.name) = type;
    py::dict members;
    for (const auto& [name, value] : row.values) {
        members[py::int_(value)] = type.attr(name);
    }
    return members;
}

// A secret must not get into a log because somebody prints the value that holds it.
void hide_secrets(const py::type& type, const TypeRow& row) {
    const std::vector<FieldRow> fields = row.fields;
    const std::string name = row.name;
    const auto shown = [fields, name](const py::tuple& self) {
        std::string text = name + "(";
        for (std::size_t number = 0; number < fields.size(); ++number) {
            const FieldRow& field = fields[number];
            const bool is_hidden = field.is_secret && py::len(self[number]) > 0;
            text += number == 0 ? "" : ", ";
            text += std::string(field.name) + "=";
            text += is_hidden ? kHidden : py::repr(self[number]).cast<std::string>();
        }
        return text + ")";
    };
    type.attr("__repr__") = py::cpp_function(shown, py::name("__repr__"), py::is_method(type));
}

py::type new_tuple_type(const py::module_& module, const py::module_& collections,
                        const TypeRow& row, const Types& types) {
    py::list names;
    py::list defaults;
    bool has_secret = false;
    for (const FieldRow& field : row.fields) {
        names.append(field.name);
        defaults.append(empty_value(field, types));
        has_secret = has_secret || field.is_secret;
    }
    py::type type = collections.attr("namedtuple")(row.name, names, py::arg("defaults") = defaults,
                                                   py::arg("module") = module.attr("__name__"));
    if (has_secret) {
        hide_secrets(type, row);
    }
    module.attr(row.name) = type;
    return type;
}

}  // namespace

void make_types(py::module_& module) {
    stored.call_once_and_store_result([&module] {
        Types types;
        const auto enums = py::module_::import("enum");
        for (const EnumRow& row : enum_rows()) {
            types.members.push_back(make_enum(module, enums, row));
        }
        const auto collections = py::module_::import("collections");
        py::list events;
        for (const TypeRow& row : type_rows()) {
            types.tuples.push_back(new_tuple_type(module, collections, row, types));
            if (row.is_event) {
                events.append(types.tuples.back());
            }
        }
        module.attr("Event") = py::module_::import("typing").attr("Union")[py::tuple(events)];
        return types;
    });
}

void expect_tuple(py::handle from, std::size_t type, py::ssize_t size, const char* name) {
    const py::type& wanted = stored.get_stored().tuples[type];
    const bool fits = Py_TYPE(from.ptr()) == reinterpret_cast<PyTypeObject*>(wanted.ptr()) &&
                      PyTuple_GET_SIZE(from.ptr()) == size;
    if (!fits) {
        refuse(from, name, wanted.attr("__name__").cast<std::string>().c_str());
    }
}

py::object enum_made(std::size_t type, int value) {
    const py::int_ number(value);
    PyObject* const member =
        PyDict_GetItemWithError(stored.get_stored().members[type].ptr(), number.ptr());
    if (member == nullptr && PyErr_Occurred() != nullptr) {
        throw py::error_already_set();
    }
    return member != nullptr ? py::reinterpret_borrow<py::object>(member) : py::object(number);
}

TupleMaker::TupleMaker(std::size_t type, py::ssize_t size) {
    auto* const tuple_type =
        reinterpret_cast<PyTypeObject*>(stored.get_stored().tuples[type].ptr());
    tuple_ = py::reinterpret_steal<py::object>(tuple_type->tp_alloc(tuple_type, size));
    if (!tuple_) {
        throw py::error_already_set();
    }
}

void TupleMaker::add(py::object item) {
    PyTuple_SET_ITEM(tuple_.ptr(), next_, item.release().ptr());
    ++next_;
}

py::object TupleMaker::done() {
    return std::move(tuple_);
}

}  // namespace klieg::zego::python

#include <tuple>
#include <vector>

#include "zego/python/given.h"
#include "zego/python/handle_type.h"
#include "zego/special_calls.h"

namespace klieg::zego::python {

void bind_special_calls(HandleType& type) {
    const py::call_guard<py::gil_scoped_release> released;
    type.def(
        "get_screen_capture_sources",
        +[](Handle& handle, const Given<int>& thumbnail_width, const Given<int>& thumbnail_height,
            const Given<int>& icon_width, const Given<int>& icon_height) {
            return told(calls::get_screen_capture_sources(
                handle, {thumbnail_width.value, thumbnail_height.value},
                {icon_width.value, icon_height.value}));
        },
        py::kw_only(), py::arg("thumbnail_width") = 0, py::arg("thumbnail_height") = 0,
        py::arg("icon_width") = 0, py::arg("icon_height") = 0, released);
    type.def(
        "screen_capture_get_capture_source_rect",
        +[](Handle& handle, const Given<int>& instance_index) {
            return told(
                calls::screen_capture_get_capture_source_rect(handle, instance_index.value));
        },
        py::arg("instance_index"), released);
    type.def(
        "screen_capture_set_exclude_window_list",
        +[](Handle& handle, const Given<std::vector<std::uintptr_t>>& window_list,
            const Given<int>& instance_index) {
            return calls::screen_capture_set_exclude_window_list(handle, window_list.value,
                                                                 instance_index.value);
        },
        py::arg("window_list"), py::arg("instance_index"), released);
    type.def(
        "fetch_custom_audio_render_pcm_data",
        +[](Handle& handle, const Given<int>& length, const Given<AudioFrameParam>& param) {
            auto [code, sound] =
                calls::fetch_custom_audio_render_pcm_data(handle, length.value, param.value);
            const py::gil_scoped_acquire held;
            return py::make_tuple(code, bytes_made(sound));
        },
        py::arg("length"), py::arg("param"), released);
}

}  // namespace klieg::zego::python

// What the trial does with the engine through the binding, from the log folder to the end.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "journal.h"
#include "notes.h"
#include "zego/handle.h"
#include "zego/library.h"

namespace klieg::trial {

// One handle from its making to its end.
class Life {
public:
    // Writes the SDK's log and what is recorded below `folder`.
    Life(std::shared_ptr<zego::Library> library, std::filesystem::path folder);

    void init();
    void read_layouts_back();
    void list_devices();
    void test_speed();
    void broadcast();
    void uninit();
    void destroy();

private:
    // Tells what a call returned.
    int say(const char* name, int code);

    void start_capture();
    void take_snapshot();
    void record(const char* file_name);
    void look_at_a_screen(std::uintptr_t source_id, int source_type);
    void fail_to_login();

    // Goes on with the messages of windows until `name` has come; prints what came.
    void wait_for(const char* name, std::int64_t value = kAny);

    std::filesystem::path folder_;
    Journal journal_;
    std::shared_ptr<zego::Library> library_;
    std::shared_ptr<zego::Handle> handle_;
    std::unique_ptr<NoteTaker> notes_;
};

}  // namespace klieg::trial

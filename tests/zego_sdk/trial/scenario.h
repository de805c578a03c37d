// What the trial does with the engine, from the log folder to the end.
#pragma once

#include <filesystem>
#include <string>

#include "journal.h"
#include "sdk.h"

namespace klieg::trial {

class Scenario {
public:
    // Writes the SDK's log and the recording below `folder`.
    Scenario(const Sdk& sdk, Journal& journal, std::filesystem::path folder);

    void configure_and_init();
    void read_layouts_back();
    void list_devices();
    void show_and_record();
    void refuse_and_cancel_logins();
    void uninit();

private:
    void record(const char* file_name);
    void fail_to_login();

    // Starts a login; returns the code of the call.
    int login(const std::string& user_id);

    // Goes on with the messages of windows for a while, then prints what the SDK
    // told.
    void wait(int milliseconds);

    // Calls that return an error code; each becomes a fact.
    template <typename... Arguments>
    int say(const char* name, Arguments... arguments);

    const Sdk& sdk_;
    Journal& journal_;
    std::filesystem::path folder_;
};

}  // namespace klieg::trial

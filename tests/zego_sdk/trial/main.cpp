// Tries the binding on the real SDK, and the SDK on what the binding believes
// of it.
//
//     trial probe LIBRARY           tells what the library is, as the app would
//     trial symbols LIBRARY NAMES   tells which of the names in a file it lacks
//     trial run LIBRARY FOLDER      lives two lives of the engine, writes below
//     FOLDER
//
// Prints facts; tests/zego_sdk judges them.

#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "facts.h"
#include "journal.h"
#include "listeners.h"
#include "scenario.h"
#include "sdk.h"
#include "vendor.h"
#include "zego/probe.h"
#include "zego/shared_library.h"

namespace {

using klieg::trial::Fact;
using klieg::trial::Journal;
using klieg::trial::Scenario;
using klieg::trial::Sdk;

namespace fs = std::filesystem;

void tell_symbols(const Sdk& sdk, const fs::path& names) {
    std::ifstream file(names);
    std::string name;
    long long found = 0;
    while (file >> name) {
        if (sdk.exports(name.c_str())) {
            ++found;
        } else {
            Fact("symbol_missing").text("name", name);
        }
    }
    Fact("symbols").number("found", found);
}

void live(const Sdk& sdk, const fs::path& folder) {
    static Journal journal;  // as long as the SDK keeps callbacks
    const char* version = nullptr;
    sdk.call("get_version", &version);
    Fact("version").text("text", version != nullptr ? version : "");
    listen_to_all(sdk, journal);
    Scenario scenario(sdk, journal, folder);
    scenario.configure_and_init();
    scenario.read_layouts_back();
    scenario.list_devices();
    scenario.show_and_record();
    scenario.uninit();
    scenario.configure_and_init();
    scenario.refuse_and_cancel_logins();
    scenario.uninit();
    sdk.end();
    Fact("destroyed");
}

int carry_out(const std::vector<fs::path>& words) {
    const auto& path = words.at(1);
    try {
        const auto info = klieg::zego::probe(path);
        const bool is_v2 = info.variant == klieg::zego::AbiVariant::kV2;
        Fact("accepted").text("variant", is_v2 ? "v2" : "v1");
        if (!is_v2) {
            return 1;
        }
    } catch (const klieg::zego::LibraryError& error) {
        Fact("refused").text("why", error.what());
        return 0;
    }
    if (words.at(0) == "symbols") {
        tell_symbols(Sdk(path), words.at(2));
    } else if (words.at(0) == "run") {
        live(Sdk(path), words.at(2));
    }
    return 0;
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
    try {
        return carry_out(std::vector<fs::path>(arguments + 1, arguments + count));
    } catch (const std::exception& error) {
        Fact("broken").text("why", error.what());
        return 2;
    }
}

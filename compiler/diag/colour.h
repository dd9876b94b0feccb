// SPDX-License-Identifier: Apache-2.0
// Whether a stream is coloured.
#pragma once

namespace nasg::diag {

/// Of a stream by its number: a terminal is, unless it is a dumb one or NO_COLOR is set
/// (https://no-color.org); any is where CLICOLOR_FORCE is set, and NO_COLOR is not
/// (https://bixense.com/clicolors).
bool wants_colour(int stream);

}  // namespace nasg::diag

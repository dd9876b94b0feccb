// SPDX-License-Identifier: Apache-2.0
// Decodes image files, by libpng, libjpeg, and a reader of our own.
#include "runtime/training/picture.h"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <fstream>
#include <memory>

// It needs <cstdio> before it.
#include <jpeglib.h>

#include "compiler/diag/codes/network.h"

namespace nasg::training {

namespace fs = std::filesystem;

diag::Diagnostic unusable(const fs::path& path, std::string why) {
  return diag::make(diag::code::E0601, {}, path.string(), std::move(why));
}

namespace {

constexpr std::int64_t kMostSide = 1 << 14;

diag::Diagnostic undecodable(const fs::path& path, const char* format, const std::string& why) {
  return unusable(path, std::string("it is damaged, or no ") + format + " file (" + why +
                            "); put a whole one in its place, or remove it");
}

diag::Result<Picture> read_png(const fs::path& path) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&header, path.c_str()) == 0)
    return undecodable(path, "PNG", header.message);
  const bool colour = (header.format & PNG_FORMAT_FLAG_COLOR) != 0;
  header.format = colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  Picture picture{colour ? 3 : 1, header.height, header.width, {}};
  if (picture.height > kMostSide || picture.width > kMostSide) {
    png_image_free(&header);
    return unusable(path, "it is larger than any such image");
  }
  picture.pixels.resize(PNG_IMAGE_SIZE(header));
  const png_color black{0, 0, 0};  // behind what is transparent
  if (png_image_finish_read(&header, &black, picture.pixels.data(), 0, nullptr) == 0)
    return undecodable(path, "PNG", header.message);
  return picture;
}

/// Binary PGM and PPM: `P5` or `P6`, width, height, 255, one blank, the bytes. Comments begin with #.
diag::Result<Picture> read_pnm(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string magic;
  std::int64_t numbers[3] = {0, 0, 0};
  file >> magic;
  for (std::int64_t& number : numbers) {
    while (file >> std::ws && file.peek() == '#') file.ignore(kMostSide, '\n');
    file >> number;
  }
  const auto [width, height, most] = numbers;
  if (!file || (magic != "P5" && magic != "P6") || most != 255 || width < 1 || height < 1 ||
      width > kMostSide || height > kMostSide)
    return unusable(path, "it does not begin as a binary PGM or PPM file of bytes does");
  file.get();
  Picture picture{magic == "P6" ? 3 : 1, height, width, {}};
  picture.pixels.resize(static_cast<std::size_t>(picture.channels * height * width));
  file.read(reinterpret_cast<char*>(picture.pixels.data()),
            static_cast<std::streamsize>(picture.pixels.size()));
  if (!file) return unusable(path, "it is cut short");
  return picture;
}

/// libjpeg tells errors by a call that must not return; this one jumps back to where decoding began.
struct JpegErrors {
  jpeg_error_mgr manager{};  ///< first, so that libjpeg's pointer to it is one to this
  std::jmp_buf begin{};
  char text[JMSG_LENGTH_MAX] = {};

  static void jump(j_common_ptr state) {
    auto* errors = reinterpret_cast<JpegErrors*>(state->err);
    errors->manager.format_message(state, errors->text);
    std::longjmp(errors->begin, 1);
  }
  /// A file that is cut short is a warning to libjpeg, which fills it with grey.
  static void warn(j_common_ptr state, int level) {
    if (level < 0) jump(state);
  }
};

/// Whether it was decoded. Holds no objects, as an error jumps over their ends.
bool decode_jpeg(std::FILE* file, jpeg_decompress_struct& state, JpegErrors& errors, Picture& picture) {
  if (setjmp(errors.begin) != 0) return false;
  jpeg_stdio_src(&state, file);
  jpeg_read_header(&state, TRUE);
  state.out_color_space = state.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&state);
  picture.channels = state.output_components;
  picture.height = state.output_height;
  picture.width = state.output_width;
  const auto row = static_cast<std::size_t>(picture.channels * picture.width);
  picture.pixels.resize(row * state.output_height);
  while (state.output_scanline < state.output_height) {
    JSAMPROW to = picture.pixels.data() + row * state.output_scanline;
    jpeg_read_scanlines(&state, &to, 1);
  }
  jpeg_finish_decompress(&state);
  return true;
}

diag::Result<Picture> read_jpeg(const fs::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return unusable(path, "it cannot be opened");
  JpegErrors errors;
  jpeg_decompress_struct state{};
  state.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = &JpegErrors::jump;
  errors.manager.emit_message = &JpegErrors::warn;
  Picture picture;
  jpeg_create_decompress(&state);
  const bool decoded = decode_jpeg(file.get(), state, errors, picture);
  jpeg_destroy_decompress(&state);
  if (!decoded) return undecodable(path, "JPEG", errors.text);
  return picture;
}

}  // namespace

bool is_picture(const fs::path& path) {
  constexpr const char* kEndings[] = {".png", ".jpg", ".jpeg", ".pgm", ".ppm"};
  return std::ranges::find(kEndings, path.extension()) != std::end(kEndings);
}

diag::Result<Picture> read_picture(const fs::path& path) {
  std::error_code ignored;
  if (fs::file_size(path, ignored) == 0) return unusable(path, "it is empty");
  const fs::path ending = path.extension();
  if (ending == ".png") return read_png(path);
  return ending == ".jpg" || ending == ".jpeg" ? read_jpeg(path) : read_pnm(path);
}

}  // namespace nasg::training

// SPDX-License-Identifier: Apache-2.0
// Data sets put together from the images of others, as for the NAS Unseen-Data challenges at CVPR.
#pragma once

#include "runtime/training/image_set.h"

namespace nasg::training {

// As the code of hNAS makes them (Schrodi et al., NeurIPS 2023, arXiv 2211.01842), but for the generator of
// random numbers: 60,000 examples from the base set's examples, 10,000 for the test part from its test part,
// in random order. The same seed gives the same bytes. E0603 where the base set does not fit.

/// Three digits as red, green and blue; the label is their sum less one, 0 … 19. Every combination of digits
/// occurs, combinations of rare labels more often, so that labels are about equally frequent. From MNIST.
diag::Result<ImageSet> make_add_nist(const ImageSet& digits, std::uint64_t seed);

/// The same, but for the label: the last digit of the product.
diag::Result<ImageSet> make_mult_nist(const ImageSet& digits, std::uint64_t seed);

/// Four images as the quarters of one of twice their size. One to four classes are drawn, uniformly, then
/// images of them without replacement: 4, 2+2, 2+1+1 or 1+1+1+1. The label is the number of classes less one.
/// Quarters of examples are cropped at random from the image with a black border of 4, and mirrored with
/// probability 1/2; those of the test part are not. From CIFAR-10.
diag::Result<ImageSet> make_cifar_tile(const ImageSet& images, std::uint64_t seed);

}  // namespace nasg::training

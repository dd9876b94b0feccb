# RUN: nasgc explain E0101
# RUN: nasgc explain syntax
# RUN: nasgc explain E0101 --example wrong
# RUN: nasgc explain E0101 --example wrong | nasgc check -
# RUN: nasgc explain E0101 --example right | nasgc check -
# RUN: nasgc explain E0110101
# RUN: nasgc explain sintax

set(SATCHEL_CPU_FLAGS "-mcpu=cortex-m55 -mfloat-abi=soft")
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)

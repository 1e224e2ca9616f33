set(SATCHEL_CPU_FLAGS "-mcpu=cortex-m7 -mfloat-abi=soft")
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)

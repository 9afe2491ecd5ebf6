# cmake -DNM=<nm> -DOBJECTS=<files, separated by |> -P no_weak_symbols.cmake
#
# An inline function that the object file of one instruction set shares with another's is weak: the linker
# keeps either of them, and a machine without AVX-512 may be handed the one compiled for it. So those files
# may define nothing weak (W), no weak object (V) and nothing unique (u).
string(REPLACE "|" ";" objects "${OBJECTS}")
list(FILTER objects INCLUDE REGEX "/isa/")
if(NOT objects)
  message(FATAL_ERROR "no object files of native/core/isa among: ${OBJECTS}")
endif()
set(found "")
foreach(object IN LISTS objects)
  execute_process(COMMAND ${NM} -C --defined-only ${object}
    OUTPUT_VARIABLE symbols ERROR_VARIABLE problem RESULT_VARIABLE status)
  # nm fails on what is no object file, and one without its kernels defines nothing at all.
  if(NOT status EQUAL 0 OR NOT symbols MATCHES " [A-Z] linquant::")
    message(FATAL_ERROR "no kernel in ${object}: ${problem}")
  endif()
  string(REGEX MATCHALL "[0-9a-f]+ [WwVvu] [^\n;]*" weak "${symbols}")
  if(weak)
    list(JOIN weak "\n  " weak)
    string(APPEND found "${object}:\n  ${weak}\n")
  endif()
  message(STATUS "${object}: checked")
endforeach()
if(found)
  message(FATAL_ERROR "weak symbols:\n${found}")
endif()

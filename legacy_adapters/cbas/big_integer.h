// BigInteger: what a WideInteger is made of where 128 bits are too few.
//
// It stands apart because Boost's numbers take long to compile; up to 512 bits need no memory.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>

namespace twinbill::cbas {

using BigNumber = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<512>,
                                                boost::multiprecision::et_off>;

struct BigInteger {
  BigNumber value;
};

}  // namespace twinbill::cbas

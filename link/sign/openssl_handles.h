#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>

#include <memory>

// OpenSSL's objects, freed by themselves.
namespace satchel {

template <auto release>
struct OpensslRelease {
  template <typename T>
  void operator()(T* object) const {
    release(object);
  }
};

using BioHandle = std::unique_ptr<BIO, OpensslRelease<BIO_free_all>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, OpensslRelease<EVP_PKEY_free>>;
using DigestHandle = std::unique_ptr<EVP_MD_CTX, OpensslRelease<EVP_MD_CTX_free>>;

}  // namespace satchel

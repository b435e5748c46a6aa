// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

/// The methods of RFC 8040 §4 that the data channel serves.
public enum DataMethod {
  OPTIONS,
  HEAD,
  GET,
  POST,
  PUT,
  PATCH,
  DELETE
}

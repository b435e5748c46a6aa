// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

/// Answers requests. Called on a virtual thread per request, so that it may block; what it throws
/// becomes a 500 without details.
@FunctionalInterface
public interface WebHandler {

  WebAnswer handle(WebRequest request);
}

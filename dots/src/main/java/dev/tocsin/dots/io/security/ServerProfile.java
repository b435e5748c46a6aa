// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.security;

import java.util.Optional;

/// How a client meets one of its servers.
///
/// @param expectedName a DNS name or address that the server's certificate must carry; when empty
///   any certificate of a trusted authority will do
public record ServerProfile(Credentials credentials, Optional<String> expectedName) {}

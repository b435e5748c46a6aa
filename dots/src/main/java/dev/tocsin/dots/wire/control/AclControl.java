// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.control;

/// When a list of the data channel is to be in force, or is from now on (RFC 9133 §3.2.1).
///
/// @param name of one of the client's lists
public record AclControl(String name, ActivationType type) {}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.alto.io;

public record Served(String what) {}

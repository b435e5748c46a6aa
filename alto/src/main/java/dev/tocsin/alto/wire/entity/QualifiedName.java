// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.entity;

import dev.tocsin.alto.wire.Names;
import java.util.Optional;

/// The name of an entity domain or of an entity's property: a type, and where it has its meaning
/// (RFC 9240 §5.1.2, §5.2.2).
///
/// @param scope empty if it means the same everywhere; `.` if the property map itself gives it its
///   meaning; a resource id and `.` if that resource does
public record QualifiedName(String scope, String type) {

  public static final String PID = "pid";

  private static final String SELF = ".";

  public QualifiedName {
    if (!scope.isEmpty() && !scope.endsWith(SELF)) throw new IllegalArgumentException(scope);
  }

  /// @return empty if the text names no entity domain
  public static Optional<QualifiedName> domain(String text) {
    return split(text).filter(name -> Names.isEntityDomainType(name.type));
  }

  /// @return empty if the text names no property
  public static Optional<QualifiedName> property(String text) {
    return split(text).filter(name -> Names.isPropertyType(name.type));
  }

  // Neither a type nor a resource id has a dot (RFC 9240 §5.1.2).
  private static Optional<QualifiedName> split(String text) {
    int dot = text.indexOf('.');
    var name = new QualifiedName(text.substring(0, dot + 1), text.substring(dot + 1));
    return dot <= 0 || Names.isResourceId(text.substring(0, dot))
        ? Optional.of(name)
        : Optional.empty();
  }

  public static QualifiedName selfDefined(String type) {
    return new QualifiedName(SELF, type);
  }

  public static QualifiedName of(String resource, String type) {
    return new QualifiedName(resource + SELF, type);
  }

  /// Whether it means the same in every resource.
  public boolean isAgnostic() {
    return scope.isEmpty();
  }

  /// The other resource that gives it its meaning.
  public Optional<String> resource() {
    return scope.length() > 1
        ? Optional.of(scope.substring(0, scope.length() - 1))
        : Optional.empty();
  }

  public String text() {
    return scope + type;
  }

  @Override
  public String toString() {
    return text();
  }
}

//! Values of parameters.

use std::borrow::Cow;

/// The value of a parameter. A null has a type too: PostgreSQL must know it.
#[derive(Debug, Clone)]
pub enum Argument {
    /// A text.
    Text(String),
    /// A number; a flag is 0 or 1.
    Number(i64),
    /// Bytes.
    Bytes(Vec<u8>),
    /// No text.
    NoText,
    /// No number.
    NoNumber,
}

/// A type without a value of its own, so that [`Option`] knows which null it is.
pub trait Nullable: Into<Argument> {
    /// Its null.
    const NULL: Argument;
}

macro_rules! nullable {
    ($($type:ty => $null:ident, $into:expr;)*) => {
        $(
            impl From<$type> for Argument {
                fn from(value: $type) -> Self {
                    $into(value)
                }
            }
            impl Nullable for $type {
                const NULL: Argument = Argument::$null;
            }
        )*
    };
}

nullable! {
    &str => NoText, |it: &str| Argument::Text(it.to_owned());
    String => NoText, Argument::Text;
    &String => NoText, |it: &String| Argument::Text(it.clone());
    Cow<'_, str> => NoText, |it: Cow<'_, str>| Argument::Text(it.into_owned());
    i64 => NoNumber, Argument::Number;
    &i64 => NoNumber, |it: &i64| Argument::Number(*it);
    i32 => NoNumber, |it| Argument::Number(i64::from(it));
    u32 => NoNumber, |it| Argument::Number(i64::from(it));
    u16 => NoNumber, |it| Argument::Number(i64::from(it));
    bool => NoNumber, |it| Argument::Number(i64::from(it));
}

impl From<Vec<u8>> for Argument {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<T: Nullable> From<Option<T>> for Argument {
    fn from(value: Option<T>) -> Self {
        value.map_or(T::NULL, Into::into)
    }
}

impl<'a, T> From<&'a Option<T>> for Argument
where
    &'a T: Nullable,
{
    fn from(value: &'a Option<T>) -> Self {
        value.as_ref().map_or(<&T>::NULL, Into::into)
    }
}
